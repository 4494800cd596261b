import { isLegacyLabelName, isLegacyMetricName } from './names.ts'

/** What `escaping=` may say in content negotiation: how to show names to those who cannot read all of UTF-8. */
export type EscapingScheme = 'allow-utf-8' | 'underscores' | 'dots' | 'values'

export const escapingSchemes: readonly EscapingScheme[] = [
  'allow-utf-8',
  'underscores',
  'dots',
  'values',
]

const ENCODED_PREFIX = 'U__'

/** A double underscore, a character in hexadecimal, or an underscore that is neither. */
const ENCODED_PART = /_(?:(_)|([0-9a-f]{1,6})_)?/gi

/** A metric name that every Prometheus can read. Names of the old kind stay as they are. */
export function escapeMetricName(name: string, scheme: EscapingScheme): string {
  return isLegacyMetricName(name) ? name : escapeWith(scheme, name, /[a-zA-Z0-9:]/)
}

/** A label name that every Prometheus can read: unlike that of a metric it has no colons. */
export function escapeLabelName(name: string, scheme: EscapingScheme): string {
  return isLegacyLabelName(name) ? name : escapeWith(scheme, name, /[a-zA-Z0-9]/)
}

function escapeWith(scheme: EscapingScheme, name: string, kept: RegExp): string {
  switch (scheme) {
    case 'allow-utf-8':
      return name
    case 'underscores':
      return escapeEach(name, kept, { underscore: '_', other: () => '_' })
    case 'dots':
      return escapeEach(name, kept, {
        underscore: '__',
        other: (character) => (character === '.' ? '_dot_' : '__'),
      })
    case 'values':
      return ENCODED_PREFIX + escapeEach(name, kept, { underscore: '__', other: encodeCharacter })
  }
}

interface Replacements {
  readonly underscore: string
  readonly other: (character: string) => string
}

function escapeEach(name: string, kept: RegExp, { underscore, other }: Replacements): string {
  let escaped = ''
  for (const character of name) {
    // A digit may not begin a name, and is escaped there even behind the prefix of `values`.
    const isKept = kept.test(character) && !(escaped === '' && character >= '0' && character <= '9')
    if (character === '_') escaped += underscore
    else escaped += isKept ? character : other(character)
  }
  return escaped
}

function encodeCharacter(character: string): string {
  return `_${character.codePointAt(0)?.toString(16)}_`
}

/**
 * Takes back the `values` scheme: `U__` in front, `_HEX_` for a character, `__` for an underscore. What is
 * not encoded, or not correctly, is given back as it is.
 */
export function decodeEscapedName(name: string): string {
  if (!name.startsWith(ENCODED_PREFIX)) return name
  let isEncoded = true
  const decoded = name
    .slice(ENCODED_PREFIX.length)
    .replace(ENCODED_PART, (_part, underscore: string | undefined, digits: string | undefined) => {
      if (underscore !== undefined) return '_'
      const character = digits === undefined ? undefined : characterAt(Number.parseInt(digits, 16))
      if (character === undefined) isEncoded = false
      return character ?? ''
    })
  return isEncoded ? decoded : name
}

/** `undefined` for what is no character: surrogates, and what lies beyond Unicode. */
function characterAt(code: number): string | undefined {
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : undefined
}
