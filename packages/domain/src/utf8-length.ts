/** How long a text is in UTF-8. Nearly every text is told by its length alone. */

const encoder = new TextEncoder()

/** A character of UTF-16 takes one to three bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3

export function utf8Length(text: string): number {
  return encoder.encode(text).length
}

export function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true
  return text.length * MAX_BYTES_PER_UNIT > bytes && utf8Length(text) > bytes
}

/** As much of the text as fits, never half a character. */
export function cutToBytes(text: string, bytes: number): string {
  if (!isLongerThan(text, bytes)) return text
  const { read } = encoder.encodeInto(text, new Uint8Array(bytes))
  return text.slice(0, read)
}
