import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/failure.tsx'
import { sayDone } from '../../components/form.ts'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatOf } from '../../lib/format.ts'
import { ChosenGroups } from './chosen.tsx'
import { type GroupSearch, toSelector } from './group-search.ts'
import { selectionOf, useChosen } from './use-chosen.ts'

interface DeleteChosenProps {
  readonly slug: string
  readonly search: GroupSearch
  readonly onClose: () => void
}

const TYPING_MS = 300

/** Deletes what a selector chooses, and no more than the preview showed. */
export function DeleteChosen({ slug, search, onClose }: DeleteChosenProps) {
  const client = useQueryClient()
  const [text, setText] = useState(search.match === undefined ? '' : toSelector(search.match))
  const [typed] = useDebouncedValue(text, TYPING_MS)
  const meant = { ...search, ...(typed.trim() === '' ? {} : { match: typed }) }
  const hasSelector = Object.keys(selectionOf(meant)).length > 1 || typed.trim() !== ''
  const chosen = useChosen(slug, meant)
  const isReady = chosen.data && typed === text && hasSelector
  const remove = async () => {
    if (!isReady) return
    const { groups } = await call(endpoints.deleteGroups, {
      params: { slug },
      body: { ...selectionOf(meant), atMost: chosen.data.groups },
    })
    await client.invalidateQueries({ queryKey: ['tenant', slug] })
    sayDone(`${formatOf(groups, 'group')} deleted.`)
  }
  return (
    <Confirm
      title="Delete groups by selector"
      action={isReady ? `Delete ${formatOf(chosen.data.groups, 'group')}` : 'Delete'}
      isReady={isReady !== undefined && isReady && chosen.data.groups > 0}
      onConfirm={remove}
      onClose={onClose}
    >
      <TextInput
        label="Selector"
        description="Matchers as in PromQL; the filters of the list hold too"
        placeholder={'{job="backup",zone=~"eu-.*"}'}
        classNames={{ input: 'mono' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
      />
      {!hasSelector && <p className="dim">Say which groups are meant; a preview comes here.</p>}
      {hasSelector && chosen.error && <Failure error={chosen.error} />}
      {hasSelector && chosen.data && <ChosenGroups chosen={chosen.data} fate="go for good" />}
    </Confirm>
  )
}
