/** Fixed-width base 62: bytes as letters and digits that survive a double click, a URL and a shell. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DIGITS = new Map([...ALPHABET].map((letter, digit) => [letter, BigInt(digit)]))

/** How many letters always suffice for that many bytes: 16 → 22, 32 → 43, 4 → 6. */
export function base62Width(byteCount: number): number {
  return Math.ceil((byteCount * 8) / Math.log2(62))
}

export function toBase62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${bytes.toHex() || '0'}`)
  let text = ''
  for (let i = base62Width(bytes.length); i > 0; i--) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

/** The bytes that `toBase62` wrote, or `undefined` for anything that it could not have written. */
export function fromBase62(text: string, byteCount: number): Uint8Array | undefined {
  if (text.length !== base62Width(byteCount)) return undefined
  let number = 0n
  for (const letter of text) {
    const digit = DIGITS.get(letter)
    if (digit === undefined) return undefined
    number = number * 62n + digit
  }
  const hex = number.toString(16).padStart(byteCount * 2, '0')
  return hex.length === byteCount * 2 ? Uint8Array.fromHex(hex) : undefined
}
