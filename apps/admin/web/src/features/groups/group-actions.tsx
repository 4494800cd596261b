import { Button } from '@mantine/core'
import type { Group } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Confirm } from '../../components/confirm.tsx'
import { sayDone } from '../../components/form.ts'
import { LabelSet } from '../../components/label-set.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatOf } from '../../lib/format.ts'
import { useMay } from '../session/session.ts'
import { KeepGroup } from './keep-group.tsx'
import type { GroupPlace } from './queries.ts'

interface GroupActionsProps {
  readonly place: GroupPlace
  readonly group: Group
  readonly onGone: () => void
  /** What is asked in a dialog of its own, above the group. */
  readonly asked: Asked | undefined
  readonly onAsk: (asked: Asked | undefined) => void
}

export type Asked = 'keep' | 'delete'

export function GroupActions({ place, group, onGone, asked, onAsk }: GroupActionsProps) {
  const mayChange = useMay()('tenant-operator')
  const client = useQueryClient()
  if (!mayChange) return null
  const remove = async () => {
    await call(endpoints.deleteGroup, { params: { ...place } })
    onGone()
    await client.invalidateQueries({ queryKey: ['tenant', place.slug] })
    sayDone('The group is deleted.')
  }
  return (
    <div className="row">
      <Button variant="default" onClick={() => onAsk('keep')}>
        Keep longer or shorter
      </Button>
      <Button color="red" variant="light" onClick={() => onAsk('delete')}>
        Delete
      </Button>
      {asked === 'keep' && <KeepGroup place={place} onClose={() => onAsk(undefined)} />}
      {asked === 'delete' && (
        <Confirm
          title="Delete this group?"
          action="Delete"
          onConfirm={remove}
          onClose={() => onAsk(undefined)}
        >
          <LabelSet labels={group.labels} />
          <p>
            {formatOf(group.series, 'series', 'series')} go, and are in no scrape from now on. The
            next push of the job brings the group back.
          </p>
        </Confirm>
      )}
    </div>
  )
}
