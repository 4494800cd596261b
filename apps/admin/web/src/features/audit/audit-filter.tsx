import { Button, Select, TextInput } from '@mantine/core'
import { auditActions } from '@postern/domain'
import type { AuditSearch } from './audit-search.ts'
import { actionWords } from './audit-words.ts'

interface AuditFilterProps {
  readonly search: AuditSearch
  /** What the actor that is searched for is called, as far as that is known. */
  readonly actorName: string | undefined
  readonly onSearch: (search: AuditSearch) => void
}

const actions = auditActions.map((action) => ({ value: action, label: actionWords(action) }))

export function AuditFilter({ search, actorName, onSearch }: AuditFilterProps) {
  const set = (name: keyof AuditSearch, value: string | null) => {
    const { [name]: _, ...others } = search
    onSearch(value === null || value === '' ? others : { ...others, [name]: value })
  }
  return (
    <div className="row filter">
      <Select
        aria-label="What was done"
        placeholder="Anything done"
        data={actions}
        value={search.action ?? null}
        onChange={(value) => set('action', value)}
        searchable
        clearable
        w={210}
      />
      <TextInput
        type="date"
        aria-label="From this day on"
        value={search.since ?? ''}
        onChange={(event) => set('since', event.currentTarget.value)}
      />
      <span className="dim small">to</span>
      <TextInput
        type="date"
        aria-label="Up to this day"
        value={search.until ?? ''}
        onChange={(event) => set('until', event.currentTarget.value)}
      />
      {search.actor !== undefined && (
        <Button variant="light" size="compact-md" onClick={() => set('actor', null)}>
          By {actorName ?? search.actor} ✕
        </Button>
      )}
    </div>
  )
}
