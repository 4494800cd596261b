const MAX_INT64 = 2n ** 63n - 1n
const MIN_INT64 = -(2n ** 63n)

/** Sign, zeros that do not count, and as many digits as 64 bits can have. */
const INTEGER = /^[+-]?0*\d{1,19}$/

/** Reads a decimal integer as Go's `strconv.ParseInt` does; `undefined` when it is none or does not fit. */
export function parseInt64(token: string): number | undefined {
  if (!INTEGER.test(token)) return undefined
  const value = BigInt(token.startsWith('+') ? token.slice(1) : token)
  return value >= MIN_INT64 && value <= MAX_INT64 ? Number(value) : undefined
}
