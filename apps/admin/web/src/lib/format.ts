/** Numbers, sizes and times as people read them. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const rate = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** `1,234,567` */
export function formatCount(value: number): string {
  return whole.format(value)
}

/** `1.2M`, where there is little room. */
export function formatShort(value: number): string {
  return Math.abs(value) < 10_000 ? formatNumber(value) : short.format(value)
}

/** Three digits that count: `0.0123`, `12.3`; whole ones from a thousand up. */
export function formatNumber(value: number): string {
  return Math.abs(value) >= 1_000 ? whole.format(value) : rate.format(value)
}

/** `1 group`, `2 groups` */
export function formatOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`
}

const KIB = 1024
const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `64 MiB` */
export function formatBytes(bytes: number): string {
  const power = bytes < KIB ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), sizes.length - 1)
  return `${formatNumber(bytes / KIB ** power)} ${sizes[power]}`
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

const units = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'h'],
  [MINUTE_MS, 'min'],
  [SECOND_MS, 's'],
] as const

// So many days and it matters how many hours; from then on it does not.
const FEW = 3

/** The largest unit that fits, and the next while it still matters: `35 days`, `1 day 4 h`, `3 min`. */
export function formatSpan(ms: number): string {
  const at = units.findIndex(([unitMs]) => Math.abs(ms) >= unitMs)
  if (at < 0) return '0 s'
  const [unitMs, unit] = units[at] ?? units[3]
  const count = Math.floor(Math.abs(ms) / unitMs)
  const rest = units[at + 1]
  // Almost 35 days are 35; but 59.7 minutes must not become 60.
  if (unitMs === DAY_MS && count >= FEW) return inUnit(Math.round(Math.abs(ms) / DAY_MS), unit)
  if (!rest || count >= FEW) return inUnit(count, unit)
  const more = Math.floor((Math.abs(ms) % unitMs) / rest[0])
  return more > 0 ? `${inUnit(count, unit)} ${inUnit(more, rest[1])}` : inUnit(count, unit)
}

/** How long something took, in seconds: `0.35 s`, `12.5 s`, `4 min`. */
export function formatDuration(seconds: number): string {
  return seconds < MINUTE_MS / SECOND_MS
    ? `${formatNumber(seconds)} s`
    : formatSpan(seconds * 1_000)
}

function inUnit(count: number, unit: string): string {
  return `${formatCount(count)} ${unit === 'day' && count !== 1 ? 'days' : unit}`
}

// As nobody can tell a second from the next at this distance.
const JUST_NOW_MS = 2_000

/** `3 min ago`, `in 4 days` */
export function formatAge(ms: number, nowMs: number): string {
  const difference = ms - nowMs
  if (Math.abs(difference) < JUST_NOW_MS) return 'now'
  return difference > 0 ? `in ${formatSpan(difference)}` : `${formatSpan(difference)} ago`
}

const moment = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** `2030-01-31 12:00:00`, where the reader is */
export function formatMoment(ms: number): string {
  return moment.format(ms).replace(',', '')
}

const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' })
/** `Jan 31` */
export function formatDay(ms: number): string {
  return day.format(ms)
}

/** `tenant-admin` → `tenant admin` */
export function inWords(name: string): string {
  return name.replaceAll(/[-_.]/g, ' ')
}

// Not seen, but they change how others are. What joins letters and the parts of an emoji may stay.
const HIDDEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** What others pushed or typed, so that nothing in it can pass for something else: `\u202e` is written out. */
export function plainText(text: string): string {
  return text.replaceAll(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** For the beginning of a line. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
