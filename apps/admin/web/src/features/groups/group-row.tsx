import type { Group } from '@postern/contract'
import { DEFAULT_NAMESPACE } from '@postern/domain'
import { LabelSet } from '../../components/label-set.tsx'
import { State } from '../../components/state.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount } from '../../lib/format.ts'

interface GroupRowProps {
  /** Undefined while it is on its way. */
  readonly group: Group | undefined
  readonly onOpen: (place: string) => void
}

export function GroupRow({ group, onOpen }: GroupRowProps) {
  if (!group) return <div className="group-row waiting" aria-hidden="true" />
  const { namespace, id, labels, series, pushedAt, expiresAt, lastPushSucceeded } = group
  return (
    <button type="button" className="group-row" onClick={() => onOpen(`${namespace}/${id}`)}>
      <span className="labels-cell">
        {!lastPushSucceeded && <State tone="bad">failed</State>}
        {namespace !== DEFAULT_NAMESPACE && <span className="tag">{namespace}</span>}
        <LabelSet labels={labels} oneLine />
      </span>
      <span className="series-cell number">{formatCount(series)}</span>
      <span className="pushed-cell">
        <Time at={pushedAt} none="never" />
      </span>
      <span className="expires-cell">
        <Time at={expiresAt} none="never" />
      </span>
    </button>
  )
}
