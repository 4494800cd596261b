import { Button } from '@mantine/core'
import type { Group } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
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
}

export function GroupActions({ place, group, onGone }: GroupActionsProps) {
  const mayChange = useMay()('tenant-operator')
  const client = useQueryClient()
  const [open, setOpen] = useState<'keep' | 'delete'>()
  if (!mayChange) return null
  const remove = async () => {
    await call(endpoints.deleteGroup, { params: { ...place } })
    onGone()
    await client.invalidateQueries({ queryKey: ['tenant', place.slug] })
    sayDone('The group is deleted.')
  }
  return (
    <div className="row">
      <Button variant="default" onClick={() => setOpen('keep')}>
        Keep longer or shorter
      </Button>
      <Button color="red" variant="light" onClick={() => setOpen('delete')}>
        Delete
      </Button>
      {open === 'keep' && <KeepGroup place={place} onClose={() => setOpen(undefined)} />}
      {open === 'delete' && (
        <Confirm
          title="Delete this group?"
          action="Delete"
          onConfirm={remove}
          onClose={() => setOpen(undefined)}
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
