/** Characters that Go's `strconv.IsPrint` takes for printable: they stand in a quoted string as they are. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

const SHORT_ESCAPES = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
])

/** Longer strings are cut off, so that an error about 10 MB of input does not become 10 MB of output. */
const MAX_QUOTED_LENGTH = 200

/** Quotes as Go's `%q` does, which is how the Pushgateway shows input in its error messages. */
export function quoteGo(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? cutOff(text) : text
  let quoted = ''
  for (const character of shown) quoted += character === '"' ? '\\"' : escapeGo(character)
  return shown === text ? `"${quoted}"` : `"${quoted}"...`
}

/** One character in single quotes, as Go's `%q` shows a byte or a rune. */
export function quoteGoCharacter(character: string): string {
  return character === "'" ? "'\\''" : `'${escapeGo(character)}'`
}

/** Quotes bytes, given as one character per byte: what is not UTF-8 is shown as `\xff`. */
export function quoteGoBytes(bytes: string): string {
  const shown = bytes.slice(0, MAX_QUOTED_LENGTH)
  let quoted = ''
  for (const [sequence] of shown.matchAll(UTF8_SEQUENCE_OR_BYTE)) {
    const character = decodeSequence(sequence)
    quoted += character === '"' ? '\\"' : (character && escapeGo(character)) || hex(sequence)
  }
  return shown === bytes ? `"${quoted}"` : `"${quoted}"...`
}

/** The sequences of table 3-7 of the Unicode standard, or else any one byte. */
const UTF8_SEQUENCE_OR_BYTE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[^]/g

function decodeSequence(sequence: string): string | undefined {
  if (sequence.length === 1) return sequence < '\x80' ? sequence : undefined
  const bytes = Uint8Array.from(sequence, (byte) => byte.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

function cutOff(text: string): string {
  const cut = text.slice(0, MAX_QUOTED_LENGTH)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

function escapeGo(character: string): string {
  const short = SHORT_ESCAPES.get(character)
  if (short !== undefined) return short
  if (PRINTABLE.test(character)) return character
  if (character < ' ' || character === '\x7f') return hex(character)
  const code = character.codePointAt(0) ?? 0
  if (!character.isWellFormed()) return '\\ufffd'
  return code < 0x10000 ? `\\u${digits(code, 4)}` : `\\U${digits(code, 8)}`
}

function hex(byte: string): string {
  return `\\x${digits(byte.charCodeAt(0), 2)}`
}

function digits(code: number, length: number): string {
  return code.toString(16).padStart(length, '0')
}
