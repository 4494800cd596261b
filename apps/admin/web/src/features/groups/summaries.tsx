import type { Metric } from '@postern/contract'
import { OwnLabels } from './own-labels.tsx'
import { showSample } from './sample.ts'

/** Summaries as a table: a column for each quantile that any of them has. */
export function Summaries({ metrics }: { readonly metrics: readonly Metric[] }) {
  const quantiles = [
    ...new Set(
      metrics.flatMap((metric) => (metric.quantiles ?? []).map(({ quantile }) => quantile)),
    ),
  ].sort((a, b) => Number(a) - Number(b))
  return (
    <div className="table-frame">
      <table className="values">
        <thead>
          <tr>
            <th>Labels</th>
            {quantiles.map((quantile) => (
              <th key={quantile} className="figure">
                {quantile}
              </th>
            ))}
            <th className="figure">Count</th>
            <th className="figure">Sum</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={JSON.stringify(metric.labels)}>
              <td>
                <OwnLabels metric={metric} />
              </td>
              {quantiles.map((quantile) => (
                <td key={quantile} className="figure sample">
                  {showSample(valueAt(metric, quantile))}
                </td>
              ))}
              <td className="figure sample">{showSample(metric.count ?? '')}</td>
              <td className="figure sample">{showSample(metric.sum ?? '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function valueAt({ quantiles = [] }: Metric, quantile: string): string {
  return quantiles.find((one) => one.quantile === quantile)?.value ?? ''
}
