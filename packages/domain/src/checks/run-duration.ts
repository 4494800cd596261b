/** How long a run took, as programs say it: `12.5`, `12.5s`, `1m30s` or, as Go writes durations, `1h0m2.345s`, `850ms`. */

const SECONDS = /^\d{1,10}(?:\.\d{1,9})?$/
const PART = '\\d{1,10}(?:\\.\\d{1,9})?(?:d|h|ms|m|s)'
const PARTS = new RegExp(`^(?:${PART})+$`)

const secondsOf: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 }

// Longer than anything that is still of interest when it ends.
const MAX_SECONDS = 10 * 365 * 86_400

/** In seconds; `undefined` for a text that is none. */
export function parseRunDuration(text: string): number | undefined {
  const seconds = SECONDS.test(text) ? Number(text) : sumOfParts(text)
  return seconds !== undefined && seconds <= MAX_SECONDS ? seconds : undefined
}

function sumOfParts(text: string): number | undefined {
  if (text.length > 60 || !PARTS.test(text)) return undefined
  return Array.from(text.matchAll(/([\d.]+)([a-z]+)/g)).reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (secondsOf[unit] ?? 0),
    0,
  )
}
