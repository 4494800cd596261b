import { formatAge, formatMoment } from '../lib/format.ts'
import { useNow } from '../lib/use-now.ts'

interface TimeProps {
  /** As the API writes it; null for one that is not (yet). */
  readonly at: string | null
  /** Instead of a time that is not. */
  readonly none?: string
}

/** A time as its distance from now, and itself for who points at it. */
export function Time({ at, none = '–' }: TimeProps) {
  const nowMs = useNow()
  if (at === null) return <span className="dim">{none}</span>
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={formatMoment(ms)} className="nowrap">
      {formatAge(ms, nowMs)}
    </time>
  )
}

/** The time itself, to the second. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at} className="number nowrap">
      {formatMoment(Date.parse(at))}
    </time>
  )
}
