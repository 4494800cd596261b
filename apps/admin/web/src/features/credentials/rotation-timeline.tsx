import './rotation-timeline.css'
import type { Credential } from '@postern/contract'
import { formatMoment, formatSpan } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'
import { endOf } from './credential-table.tsx'

interface RotationTimelineProps {
  readonly old: Credential
  readonly next: Credential
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

const MINUTE_MS = 60_000

/** The overlap of two keys on a line of time: how long each works, when it was last used, where we are. */
export function RotationTimeline({ old, next }: RotationTimelineProps) {
  const nowMs = useNow()
  const shown = shownSpan(old, next, nowMs)
  const place = (ms: number) => {
    const share = (ms - shown.fromMs) / (shown.toMs - shown.fromMs)
    return `${Math.min(Math.max(share, 0), 1) * 100}%`
  }
  const overlap = overlapOf(old, next)
  return (
    <figure className="rotation" aria-label={describe(old, next)}>
      <div className="rotation-plot" aria-hidden="true">
        {overlap && (
          <div
            className="rotation-overlap"
            style={{ left: place(overlap.fromMs), right: `calc(100% - ${place(overlap.toMs)})` }}
          />
        )}
        <Bar name="Old" credential={old} place={place} />
        <Bar name="Successor" credential={next} place={place} />
        <div className="rotation-now" style={{ left: place(nowMs) }}>
          <span>now</span>
        </div>
      </div>
      <div className="rotation-axis" aria-hidden="true">
        <span>{formatMoment(shown.fromMs).slice(0, -3)}</span>
        {overlap && <span>both work for {formatSpan(overlap.toMs - overlap.fromMs)}</span>}
        <span>{formatMoment(shown.toMs).slice(0, -3)}</span>
      </div>
    </figure>
  )
}

interface BarProps {
  readonly name: string
  readonly credential: Credential
  readonly place: (ms: number) => string
}

function Bar({ name, credential, place }: BarProps) {
  const end = endOf(credential)
  const toMs = end === null ? Number.POSITIVE_INFINITY : Date.parse(end)
  const { createdAt, lastUsedAt } = credential
  return (
    <div className="rotation-row">
      <div
        className={name === 'Old' ? 'rotation-bar old' : 'rotation-bar'}
        style={{ left: place(Date.parse(createdAt)), right: `calc(100% - ${place(toMs)})` }}
      >
        {name}
      </div>
      {lastUsedAt !== null && (
        <div className="rotation-use" style={{ left: place(Date.parse(lastUsedAt)) }} />
      )}
    </div>
  )
}

/** While both work; `undefined` while that has not begun. */
function overlapOf(old: Credential, next: Credential): Span | undefined {
  const end = endOf(old)
  const fromMs = Date.parse(next.createdAt)
  if (old.rotatedTo === null || old.retiresAt === null || end === null) return undefined
  return { fromMs, toMs: Math.max(Date.parse(end), fromMs) }
}

/** The overlap with as much before and behind it, and the present. */
function shownSpan(old: Credential, next: Credential, nowMs: number): Span {
  const startMs = Date.parse(next.createdAt)
  const endMs = overlapOf(old, next)?.toMs ?? nowMs
  const marginMs = Math.max((endMs - startMs) / 3, 5 * MINUTE_MS)
  return {
    fromMs: startMs - marginMs,
    toMs: Math.max(endMs + marginMs, Math.min(nowMs + marginMs, endMs + 4 * marginMs)),
  }
}

function describe(old: Credential, next: Credential): string {
  const end = endOf(old)
  const until = end === null ? 'with no end set' : `until ${formatMoment(Date.parse(end))}`
  return `The old key works ${until}; its successor since ${formatMoment(Date.parse(next.createdAt))}`
}
