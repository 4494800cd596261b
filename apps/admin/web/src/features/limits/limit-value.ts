import type { LimitKind } from '@postern/domain'
import { formatBytes, formatNumber } from '../../lib/format.ts'

/** Null is no limit. */
export type LimitValue = number | null

const NO_LIMIT_WORD = 'none'

/** For people: `16 MiB`, `5 a second`, `no limit`. */
export function showLimit(value: LimitValue, { unit }: LimitKind): string {
  if (value === null) return 'no limit'
  if (unit === 'bytes') return formatBytes(value)
  return unit === 'per second' ? `${formatNumber(value)} a second` : formatNumber(value)
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

const WRITTEN = /^([\d.,_ ]+?)\s*([kmg]?i?b)?$/i

/** What somebody typed: a number, a size such as `16 MiB`, or `none`. Undefined for what is none of these. */
export function readLimit(text: string, kind: LimitKind): LimitValue | undefined {
  const typed = text.trim().toLowerCase()
  if (typed === NO_LIMIT_WORD || typed === 'no limit') return null
  const [, digits = '', unit = ''] = WRITTEN.exec(typed) ?? []
  const factor = units[unit]
  if (digits === '' || factor === undefined || (unit !== '' && kind.unit !== 'bytes')) {
    return undefined
  }
  const value = Number(digits.replaceAll(/[,_ ]/g, '')) * factor
  return value > 0 && Number.isFinite(value) ? value : undefined
}

/** What `readLimit` reads again as the same. */
export function writeLimit(value: LimitValue | undefined, kind: LimitKind): string {
  if (value === undefined) return ''
  if (value === null) return NO_LIMIT_WORD
  if (kind.unit !== 'bytes' || value < 1024 || value % 1024 !== 0) return String(value)
  const isMib = value % 1024 ** 2 === 0
  return isMib ? `${value / 1024 ** 2} MiB` : `${value / 1024} KiB`
}
