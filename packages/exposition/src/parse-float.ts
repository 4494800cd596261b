import { DOT, MINUS, PLUS, ZERO } from './char-codes.ts'

/** Exactly representable, so dividing an exact integer by one of them rounds once: correctly. */
const POWERS_OF_TEN = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

/** So many digits always make an integer below 2^53. */
const MAX_EXACT_DIGITS = 15

/** Go's syntax of a decimal float; neither hexadecimal nor underscores. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const INFINITY = /^[+-]?inf(?:inity)?$/i
const NAN = /^nan$/i

/**
 * Reads `text[start, end)` as Go's `strconv.ParseFloat` does within the text format.
 * `undefined` when it is no float, or one too large for 64 bits.
 */
export function parseFloatAt(text: string, start: number, end: number): number | undefined {
  const sign = text.charCodeAt(start)
  const first = sign === MINUS || sign === PLUS ? start + 1 : start
  let dot = end
  let mantissa = 0
  for (let i = first; i < end; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit
    else if (digit === DOT - ZERO && dot === end) dot = i
    else return parseRareFloat(text.slice(start, end))
  }
  const decimals = dot === end ? 0 : end - dot - 1
  const digits = end - first - (dot === end ? 0 : 1)
  if (digits === 0 || digits > MAX_EXACT_DIGITS) return parseRareFloat(text.slice(start, end))
  const value = decimals === 0 ? mantissa : mantissa / (POWERS_OF_TEN[decimals] ?? Number.NaN)
  return sign === MINUS ? -value : value
}

function parseRareFloat(token: string): number | undefined {
  if (DECIMAL.test(token)) {
    const value = Number(token)
    return Number.isFinite(value) ? value : undefined
  }
  if (NAN.test(token)) return Number.NaN
  if (!INFINITY.test(token)) return undefined
  return token.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
