import type { Metric } from '@postern/contract'
import { OwnLabels, useOwnLabels } from './own-labels.tsx'
import { showSample, timeOf } from './sample.ts'

interface ValuesProps {
  readonly name: string
  readonly metrics: readonly Metric[]
}

/** Counters and gauges: what they are at. */
export function Values({ name, metrics }: ValuesProps) {
  const ownLabels = useOwnLabels()
  const [only] = metrics
  if (metrics.length === 1 && only && Object.keys(ownLabels(only)).length === 0) {
    return <Value name={name} text={only.value ?? ''} />
  }
  return (
    <table className="values">
      <thead className="unseen">
        <tr>
          <th>Labels</th>
          <th>Value</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <tr key={JSON.stringify(metric.labels)}>
            <td>
              <OwnLabels metric={metric} />
            </td>
            <td className="figure">
              <Value name={name} text={metric.value ?? ''} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ name, text }: { readonly name: string; readonly text: string }) {
  const time = timeOf(name, text)
  return (
    <>
      <span className="sample">{showSample(text)}</span>
      {time !== undefined && <div className="dim small">{time}</div>}
    </>
  )
}
