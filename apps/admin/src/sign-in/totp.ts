/** Codes of authenticator apps: RFC 6238 as all of those apps have it, SHA-1, six digits, half a minute. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6

// RFC 4226 section 4, requirement 6: 160 bits.
const SECRET_BYTES = 20

// A clock may be wrong by a step, or the digits were typed late (RFC 6238 section 5.2).
const STEPS_AROUND = [0, -1, 1]

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** The step whose code this is; `undefined` when it is none of now. That it was not used before is still to be checked. */
export function matchTotp(secret: Buffer, code: string, nowMs: number): number | undefined {
  const now = Math.floor(nowMs / STEP_MS)
  let found: number | undefined
  // All of them, whichever it is: time tells nothing.
  for (const around of STEPS_AROUND) {
    const step = now + around
    if (isSame(totpCode(secret, step), code)) found ??= step
  }
  return found
}

/** RFC 4226 section 5.3. */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

export function totpStep(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS)
}

function isSame(expected: string, code: string): boolean {
  const sent = Buffer.from(code, 'utf8')
  return sent.length === expected.length && timingSafeEqual(Buffer.from(expected, 'utf8'), sent)
}

/** What an authenticator app reads from a QR code: the Key URI Format of Google Authenticator. */
export function totpUri(secret: Buffer, who: string): string {
  const label = `Postern:${encodeURIComponent(who)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Postern&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1_000}`
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 section 6, without padding: the apps want none. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >>> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31]
}
