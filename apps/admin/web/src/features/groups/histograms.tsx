import type { Metric } from '@postern/contract'
import { HistogramBars } from '../../components/charts/histogram-bars.tsx'
import { formatNumber } from '../../lib/format.ts'
import { bucketsOf } from './buckets.ts'
import { OwnLabels } from './own-labels.tsx'
import { readSample, showSample } from './sample.ts'

/** Histograms as bars: what fell into each bucket, not what fell into it and all below. */
export function Histograms({ metrics }: { readonly metrics: readonly Metric[] }) {
  return metrics.map((metric) => (
    <div key={JSON.stringify(metric.labels)} className="histogram-block">
      <div className="row apart small">
        {metrics.length > 1 && <OwnLabels metric={metric} />}
        <Totals metric={metric} />
      </div>
      <HistogramBars buckets={bucketsOf(metric)} />
    </div>
  ))
}

function Totals({ metric: { count = '0', sum = '0' } }: { readonly metric: Metric }) {
  const mean = readSample(sum) / readSample(count)
  return (
    <span className="number">
      <span className="dim">count</span> {showSample(count)} <span className="dim">sum</span>{' '}
      {showSample(sum)}
      {Number.isFinite(mean) && (
        <>
          {' '}
          <span className="dim">mean</span> {formatNumber(mean)}
        </>
      )}
    </span>
  )
}
