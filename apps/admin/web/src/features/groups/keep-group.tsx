import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { sayDone } from '../../components/form.ts'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatAge } from '../../lib/format.ts'
import { serverNow } from '../../lib/server-time.ts'
import { type GroupPlace, groupQuery } from './queries.ts'
import { initialRetention, RetentionInput } from './retention-input.tsx'

interface KeepGroupProps {
  readonly place: GroupPlace
  readonly onClose: () => void
}

export function KeepGroup({ place, onClose }: KeepGroupProps) {
  const client = useQueryClient()
  const [retention, setRetention] = useState(initialRetention)
  const save = async () => {
    if (retention === undefined) return
    const { group } = await call(endpoints.setGroupRetention, {
      params: { ...place },
      body: { retention },
    })
    client.setQueryData(groupQuery(place).queryKey, group)
    await client.invalidateQueries({ queryKey: ['tenant', place.slug, 'groups'] })
    const { expiresAt } = group
    sayDone(
      expiresAt === null
        ? 'The group never expires.'
        : `The group expires ${formatAge(Date.parse(expiresAt), serverNow())}.`,
    )
  }
  return (
    <Confirm
      title="Keep this group longer or shorter"
      action="Save"
      isHarmful={false}
      onConfirm={save}
      onClose={onClose}
    >
      <RetentionInput onChange={setRetention} />
      <p className="dim small">
        The tenant’s maximum still holds. A push with a <code className="mono">Postern-TTL</code>{' '}
        header comes before this.
      </p>
    </Confirm>
  )
}
