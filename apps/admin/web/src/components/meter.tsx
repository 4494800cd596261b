import { formatCount } from '../lib/format.ts'

interface MeterProps {
  readonly label: string
  readonly used: number
  /** Null for no limit. */
  readonly limit: number | null
}

const NEAR = 0.8

/** What is used of a limit, as a bar and in figures. */
export function Meter({ label, used, limit }: MeterProps) {
  const share = limit === null ? 0 : used / limit
  return (
    <div className="stack tight">
      <div className="row apart">
        <span>{label}</span>
        <span className="number small">
          <strong>{formatCount(used)}</strong>{' '}
          <span className="dim">{limit === null ? 'no limit' : `of ${formatCount(limit)}`}</span>
        </span>
      </div>
      {limit !== null && (
        <div
          className={`meter ${toneOf(share)}`}
          role="meter"
          aria-label={label}
          aria-valuenow={used}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuetext={`${formatCount(used)} of ${formatCount(limit)}`}
        >
          <div style={{ width: `${Math.min(share, 1) * 100}%` }} />
        </div>
      )}
    </div>
  )
}

function toneOf(share: number): string {
  if (share >= 1) return 'bad'
  return share >= NEAR ? 'warn' : ''
}
