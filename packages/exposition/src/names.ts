/** Sets of characters as tables: one look-up per character, for codes below 256. */
export const LABEL_NAME_START = 1
export const METRIC_NAME_START = 2
export const LABEL_NAME_REST = 4
export const METRIC_NAME_REST = 8

/** For each byte, the parts of a name of text format 0.0.4 in which it may stand. */
const NAME_BYTES: Uint8Array = classifyNameBytes()

function classifyNameBytes(): Uint8Array {
  const table = new Uint8Array(256)
  const anywhere = LABEL_NAME_START | METRIC_NAME_START | LABEL_NAME_REST | METRIC_NAME_REST
  const mark = (characters: string, parts: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = parts
  }
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', anywhere)
  mark('0123456789', LABEL_NAME_REST | METRIC_NAME_REST)
  mark(':', METRIC_NAME_START | METRIC_NAME_REST)
  return table
}

/** Whether a name is of the kind that every Prometheus reads: `[a-zA-Z_:][a-zA-Z0-9_:]*`. */
export function isLegacyMetricName(name: string): boolean {
  return isName(name, METRIC_NAME_START, METRIC_NAME_REST)
}

/** Whether a name is of the kind that every Prometheus reads: `[a-zA-Z_][a-zA-Z0-9_]*`. */
export function isLegacyLabelName(name: string): boolean {
  return isName(name, LABEL_NAME_START, LABEL_NAME_REST)
}

/** Whether a name may be used once names in UTF-8 are allowed: anything that is text and not empty. */
export function isUtf8Name(name: string): boolean {
  return name !== '' && name.isWellFormed()
}

function isName(name: string, start: number, rest: number): boolean {
  if (name === '' || !isNameByte(start, name.charCodeAt(0))) return false
  for (let i = 1; i < name.length; i++) {
    if (!isNameByte(rest, name.charCodeAt(i))) return false
  }
  return true
}

/** Whether a byte, or any other code, may stand in a part of a name. */
export function isNameByte(part: number, code: number): boolean {
  return ((NAME_BYTES[code] ?? 0) & part) !== 0
}
