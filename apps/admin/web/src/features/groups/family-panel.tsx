import type { MetricFamily } from '@postern/contract'
import { formatOf, inWords, plainText } from '../../lib/format.ts'
import { Histograms } from './histograms.tsx'
import { Summaries } from './summaries.tsx'
import { Values } from './values.tsx'

/** One family, shown as its type asks for. */
export function FamilyPanel({ family }: { readonly family: MetricFamily }) {
  const { name, type, help, unit, series, metrics } = family
  return (
    <article className="family">
      <header>
        <div className="row apart">
          <h4 className="mono break">{plainText(name)}</h4>
          <span className="row small">
            <span className="tag">{inWords(type)}</span>
            {unit !== null && <span className="tag">{plainText(unit)}</span>}
            {series > 1 && (
              <span className="dim number">{formatOf(series, 'series', 'series')}</span>
            )}
          </span>
        </div>
        {help !== null && help !== '' && <p className="help">{plainText(help)}</p>}
      </header>
      {type === 'summary' && <Summaries metrics={metrics} />}
      {(type === 'histogram' || type === 'gauge_histogram') && <Histograms metrics={metrics} />}
      {(type === 'counter' || type === 'gauge' || type === 'untyped') && (
        <Values name={name} metrics={metrics} />
      )}
    </article>
  )
}
