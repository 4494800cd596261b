const MAX_UINT64 = 2n ** 64n - 1n
const MAX_INT64 = 2n ** 63n - 1n
const MIN_INT64 = -(2n ** 63n)

/** The nearest value that fits an unsigned 64-bit integer; a count that is no number is none. */
export function toUint64(count: number): bigint | number {
  if (!(count > 0)) return 0
  const whole = Math.trunc(count)
  if (whole <= Number.MAX_SAFE_INTEGER) return whole
  return whole < 2 ** 64 ? BigInt(whole) : MAX_UINT64
}

/** The nearest value that fits a signed 64-bit integer. */
export function toInt64(value: number): bigint | number {
  if (Number.isNaN(value)) return 0
  const whole = Math.trunc(value)
  if (Number.isSafeInteger(whole)) return whole
  if (Math.abs(whole) < 2 ** 63) return BigInt(whole)
  return whole < 0 ? MIN_INT64 : MAX_INT64
}

/** A time as `google.protobuf.Timestamp` has it: nanoseconds count forward, also before 1970. */
export function toTimestamp(timeMs: number): { seconds: bigint | number; nanos: number } {
  const seconds = Math.floor(timeMs / 1000)
  const nanos = Math.round((timeMs - seconds * 1000) * 1e6)
  if (!(nanos >= 0)) return { seconds: toInt64(seconds), nanos: 0 }
  return nanos < 1e9
    ? { seconds: toInt64(seconds), nanos }
    : { seconds: toInt64(seconds + 1), nanos: 0 }
}
