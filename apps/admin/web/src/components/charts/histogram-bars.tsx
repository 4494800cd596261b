import './charts.css'
import { formatNumber } from '../../lib/format.ts'

interface HistogramBarsProps {
  readonly buckets: readonly { readonly bound: string; readonly count: number }[]
}

/** A bar for each bucket, with its bound and its count as text. */
export function HistogramBars({ buckets }: HistogramBarsProps) {
  const highest = Math.max(0, ...buckets.map(({ count }) => count))
  return (
    <div className="histogram" role="table" aria-label="Buckets">
      {buckets.map(({ bound, count }) => (
        <div key={bound} role="row" className="contents">
          <span role="rowheader" className="bound">
            {bound}
          </span>
          <span role="presentation" className="bar">
            {count > 0 && <div style={{ width: `${(count / highest) * 100}%` }} />}
          </span>
          <span role="cell" className={count === 0 ? 'count dim' : 'count'}>
            {formatNumber(count)}
          </span>
        </div>
      ))}
    </div>
  )
}
