/** Integers from here on are written with an exponent: Go's `%g` with the shortest precision. */
const EXPONENT_FROM = 1e6
const EXPONENT_BELOW = 1e-4

/**
 * The fewest digits that read back to the same float, as Go's `%g` writes them: plain decimals while the
 * decimal exponent is from -4 to 5, else one digit before the dot and an exponent of at least two digits.
 */
export function formatFloat(value: number): string {
  const size = Math.abs(value)
  if (size < EXPONENT_FROM && (size >= EXPONENT_BELOW || size === 0)) return String(value)
  if (size < Number.POSITIVE_INFINITY) return withExponent(value)
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? '+Inf' : '-Inf'
  return 'NaN'
}

function withExponent(value: number): string {
  const shortest = value.toExponential()
  const sign = shortest.lastIndexOf('e') + 1
  const exponent = shortest.slice(sign + 1)
  return exponent.length > 1 ? shortest : `${shortest.slice(0, sign + 1)}0${exponent}`
}
