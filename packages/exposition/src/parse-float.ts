import { DOT, MINUS, PLUS, ZERO } from './char-codes.ts'

/** Exactly representable, so dividing an exact integer by one of them rounds once: correctly. */
const POWERS_OF_TEN = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

/** So many digits always make an integer below 2^53. */
const MAX_EXACT_DIGITS = 15

/** Go's syntax of a decimal float; neither hexadecimal nor underscores. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** As nearly every client writes them; the patterns are for the others. */
const KNOWN_TOKENS = new Map([
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
  ['NaN', Number.NaN],
])
const INFINITY = /^[+-]?inf(?:inity)?$/i
const NAN = /^nan$/i

/**
 * Reads the bytes from `start` to `end` as Go's `strconv.ParseFloat` does within the text format.
 * `undefined` when they are no float, or one too large for 64 bits.
 */
export function parseFloatAt(bytes: Buffer, start: number, end: number): number | undefined {
  const sign = bytes[start]
  const first = sign === MINUS || sign === PLUS ? start + 1 : start
  let dot = end
  let mantissa = 0
  for (let i = first; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit
    else if (digit === DOT - ZERO && dot === end) dot = i
    else return parseRareFloat(bytes.toString('latin1', start, end))
  }
  const hasDot = dot < end
  const digits = end - first - (hasDot ? 1 : 0)
  if (digits === 0 || digits > MAX_EXACT_DIGITS) {
    return parseRareFloat(bytes.toString('latin1', start, end))
  }
  const value = hasDot ? mantissa / (POWERS_OF_TEN[end - dot - 1] ?? Number.NaN) : mantissa
  return sign === MINUS ? -value : value
}

function parseRareFloat(token: string): number | undefined {
  const known = KNOWN_TOKENS.get(token)
  if (known !== undefined) return known
  if (DECIMAL.test(token)) {
    const value = Number(token)
    return Number.isFinite(value) ? value : undefined
  }
  if (NAN.test(token)) return Number.NaN
  if (!INFINITY.test(token)) return undefined
  return token.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
