/** Fixed-width base 62: bytes as letters and digits that survive a double click, a URL and a shell. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DIGITS = new Map(ALPHABET.split('').map((letter, digit) => [letter, digit]))

// Every request brings a key, so letters are taken four and bytes three at a time: products stay below 2^53.
const LETTERS_AT_ONCE = 4
const LIMB_BYTES = 3
const LIMB = 2 ** (8 * LIMB_BYTES)

/** How many letters always suffice for that many bytes: 16 → 22, 32 → 43, 4 → 6. */
export function base62Width(byteCount: number): number {
  return Math.ceil((byteCount * 8) / Math.log2(62))
}

export function toBase62(bytes: Uint8Array): string {
  const digits = Array.from<number>({ length: base62Width(bytes.length) }).fill(0)
  for (const byte of bytes) multiplyAdd(digits, 62, 256, byte)
  return digits.map((digit) => ALPHABET.charAt(digit)).join('')
}

/** The bytes that `toBase62` wrote, or `undefined` for anything that it could not have written. */
export function fromBase62(text: string, byteCount: number): Uint8Array | undefined {
  if (text.length !== base62Width(byteCount)) return undefined
  const limbs = Array.from<number>({ length: Math.ceil(byteCount / LIMB_BYTES) }).fill(0)
  for (let i = 0; i < text.length; i += LETTERS_AT_ONCE) {
    const letters = text.slice(i, i + LETTERS_AT_ONCE)
    const value = valueOf(letters)
    if (value === undefined || multiplyAdd(limbs, LIMB, 62 ** letters.length, value) > 0) {
      return undefined
    }
  }
  return bytesOf(limbs, byteCount)
}

function valueOf(letters: string): number | undefined {
  let value = 0
  for (const letter of letters) {
    const digit = DIGITS.get(letter)
    if (digit === undefined) return undefined
    value = value * 62 + digit
  }
  return value
}

/** `number = number * factor + summand`, in digits of that base, most significant first; returns what does not fit. */
function multiplyAdd(number: number[], base: number, factor: number, summand: number): number {
  let carry = summand
  for (let i = number.length - 1; i >= 0; i--) {
    const value = (number[i] ?? 0) * factor + carry
    carry = Math.floor(value / base)
    number[i] = value - carry * base
  }
  return carry
}

/** `undefined` when the number needs more bytes than that. */
function bytesOf(limbs: readonly number[], byteCount: number): Uint8Array | undefined {
  const bytes = new Uint8Array(limbs.length * LIMB_BYTES)
  limbs.forEach((limb, index) => {
    bytes[index * LIMB_BYTES] = limb >>> 16
    bytes[index * LIMB_BYTES + 1] = limb >>> 8
    bytes[index * LIMB_BYTES + 2] = limb
  })
  const padding = bytes.length - byteCount
  return bytes.subarray(0, padding).every((byte) => byte === 0) ? bytes.slice(padding) : undefined
}
