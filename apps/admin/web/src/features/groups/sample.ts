import { formatAge, formatMoment } from '../../lib/format.ts'
import { serverNow } from '../../lib/server-time.ts'

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
}

/** A number as the text format writes it. */
export function readSample(text: string): number {
  return words[text] ?? Number(text)
}

const grouped = new Intl.NumberFormat('en', { maximumSignificantDigits: 15 })

// Where digits in groups of three no longer help.
const MANY = 1e15

/** Every digit that was pushed, in groups of three where that helps. */
export function showSample(text: string): string {
  const value = readSample(text)
  if (!Number.isFinite(value) || Math.abs(value) >= MANY || Math.abs(value) < 1_000) return text
  // What is a million or more comes as 1.234567e+06.
  return grouped.format(value)
}

// A family of this name holds times, by the convention of Prometheus.
const TIME = /_time(?:stamp)?_seconds$/

/** What a time says in words; undefined for what is none. */
export function timeOf(name: string, text: string): string | undefined {
  const seconds = readSample(text)
  if (!TIME.test(name) || !(seconds > 0) || seconds > 1e11) return undefined
  const ms = seconds * 1_000
  return `${formatMoment(ms)}, ${formatAge(ms, serverNow())}`
}
