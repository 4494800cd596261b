/** How a credential names the client certificates with which alone it works: RFC 8705, for keys. */

/**
 * That very certificate by the SHA-256 of its DER, or whichever has that subject alternative name. The subject itself is
 * no such name: how it is written differs from one tool to the next.
 */
export const certificateNamePattern =
  '^(?:sha256:[0-9a-f]{64}|dns:[0-9a-z._-]{1,255}|uri:[\\x21-\\x7e]{1,990}|email:[\\x21-\\x7e]{1,990})$'

/** Whether who shows a certificate of these names may use what is bound to those; bound to none, anybody may. */
export function isBoundTo(bound: readonly string[], shown: readonly string[]): boolean {
  return bound.length === 0 || bound.some((name) => shown.includes(name))
}
