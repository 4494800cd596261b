import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/failure.tsx'
import { sayDone } from '../../components/form.ts'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatOf } from '../../lib/format.ts'
import { ChosenGroups } from './chosen.tsx'
import type { GroupSearch } from './group-search.ts'
import { initialRetention, RetentionInput } from './retention-input.tsx'
import { selectionOf, useChosen } from './use-chosen.ts'

interface ChangeChosenProps {
  readonly slug: string
  readonly search: GroupSearch
  readonly onClose: () => void
}

/** Gives all groups of the list a retention of their own. */
export function ChangeChosen({ slug, search, onClose }: ChangeChosenProps) {
  const client = useQueryClient()
  const [retention, setRetention] = useState(initialRetention)
  const chosen = useChosen(slug, search)
  const save = async () => {
    if (retention === undefined || !chosen.data) return
    const { groups } = await call(endpoints.setGroupsRetention, {
      params: { slug },
      body: { ...selectionOf(search), retention, atMost: chosen.data.groups },
    })
    await client.invalidateQueries({ queryKey: ['tenant', slug] })
    sayDone(`${formatOf(groups, 'group')} changed.`)
  }
  return (
    <Confirm
      title="Keep all of these longer or shorter"
      action={chosen.data ? `Change ${formatOf(chosen.data.groups, 'group')}` : 'Change'}
      isHarmful={false}
      isReady={chosen.data !== undefined && chosen.data.groups > 0 && retention !== undefined}
      onConfirm={save}
      onClose={onClose}
    >
      {chosen.error && <Failure error={chosen.error} />}
      {chosen.data && <ChosenGroups chosen={chosen.data} fate="are meant, those of the list" />}
      <RetentionInput onChange={setRetention} />
    </Confirm>
  )
}
