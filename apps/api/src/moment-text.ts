/** A moment as JSON has it; null when there is none, or never will be. In microseconds since 1970. */
export function momentText(micros: number | undefined): string | null {
  if (micros === undefined || micros === Number.POSITIVE_INFINITY) return null
  return new Date(micros / 1_000).toISOString()
}
