/** The life of the keys that access tokens are signed with. */

/** A key as the database holds it, less the key itself. */
export interface SigningKey {
  /** What a token's header names it by. */
  readonly id: string
  /** From 1, one more with every key. */
  readonly generation: number
  readonly createdAt: Date
  /** Published before; signs from here on, until a later generation does. */
  readonly signsFrom: Date
  /** Ended at once, with all that it signed. */
  readonly revokedAt: Date | undefined
}

export type SigningKeyState = 'next' | 'current' | 'former' | 'revoked'

/** How long a token is good for. */
export const ACCESS_TOKEN_SECONDS = 15 * 60

// What a key signed in its last moment is believed to its end, and a clock may be somewhat late.
const FORMER_KEY_MS = (ACCESS_TOKEN_SECONDS + 60) * 1_000

/** The key that signs at that moment: the latest generation whose time has come. */
export function currentSigningKey<K extends SigningKey>(
  keys: readonly K[],
  nowMs: number,
): K | undefined {
  const due = keys.filter((key) => !key.revokedAt && key.signsFrom.getTime() <= nowMs)
  return due.sort((a, b) => b.generation - a.generation)[0]
}

/** What a key is at that moment; `undefined` when nothing that it signed can still be good. */
export function signingKeyState(
  key: SigningKey,
  keys: readonly SigningKey[],
  nowMs: number,
): SigningKeyState | undefined {
  if (key.revokedAt) return 'revoked'
  if (key.signsFrom.getTime() > nowMs) return 'next'
  const successors = keys.filter(
    (other) => other.generation > key.generation && other.signsFrom.getTime() <= nowMs,
  )
  if (successors.length === 0) return 'current'
  const replacedMs = Math.min(...successors.map((other) => other.signsFrom.getTime()))
  return nowMs < replacedMs + FORMER_KEY_MS ? 'former' : undefined
}
