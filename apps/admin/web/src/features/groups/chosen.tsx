import type { Chosen } from '@postern/contract'
import { LabelSet } from '../../components/label-set.tsx'
import { formatCount, formatOf } from '../../lib/format.ts'

interface ChosenGroupsProps {
  readonly chosen: Chosen
  /** What becomes of them. */
  readonly fate: string
}

/** What is meant, before it is done. */
export function ChosenGroups({ chosen, fate }: ChosenGroupsProps) {
  const { groups, series, first } = chosen
  if (groups === 0) return <p>No group is like this.</p>
  return (
    <div className="stack close">
      <p>
        <strong>
          {formatOf(groups, 'group')} with {formatOf(series, 'series', 'series')}
        </strong>{' '}
        {fate}:
      </p>
      <ul className="chosen">
        {first.map(({ id, namespace, labels }) => (
          <li key={`${namespace}/${id}`}>
            <LabelSet labels={labels} oneLine />
          </li>
        ))}
        {groups > first.length && (
          <li className="dim">and {formatCount(groups - first.length)} more</li>
        )}
      </ul>
    </div>
  )
}
