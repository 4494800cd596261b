import type { Metric } from '@postern/contract'
import { createContext, useContext } from 'react'
import { LabelSet } from '../../components/label-set.tsx'

/** The labels that every metric of the group has: they stand above, once. */
export const SharedLabels = createContext<Readonly<Record<string, string>>>({})

/** The labels that tell a metric from the others of its family. */
export function useOwnLabels(): (metric: Metric) => Readonly<Record<string, string>> {
  const shared = useContext(SharedLabels)
  return ({ labels }) =>
    Object.fromEntries(
      Object.entries(labels).filter(
        ([name, value]) => shared[name] !== value && !(name === 'instance' && value === ''),
      ),
    )
}

export function OwnLabels({ metric }: { readonly metric: Metric }) {
  const labels = useOwnLabels()(metric)
  if (Object.keys(labels).length === 0) return <span className="dim">–</span>
  return <LabelSet labels={labels} />
}
