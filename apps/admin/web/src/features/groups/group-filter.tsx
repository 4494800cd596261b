import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { SearchInput } from '../../components/search-input.tsx'
import { namespacesQuery } from '../tenants/queries.ts'
import type { GroupSearch } from './group-search.ts'

interface GroupFilterProps {
  readonly slug: string
  readonly search: GroupSearch
  readonly onSearch: (search: GroupSearch) => void
}

export function GroupFilter({ slug, search, onSearch }: GroupFilterProps) {
  const { data: namespaces = [] } = useQuery(namespacesQuery(slug))
  const set = <Name extends keyof GroupSearch>(name: Name, value: GroupSearch[Name]) => {
    const { [name]: _, open: __, ...others } = search
    onSearch(value === undefined ? others : { ...others, [name]: value })
  }
  return (
    <div className="group-filter">
      <SearchInput
        className="grow match"
        aria-label="Search by job, or by label matchers"
        placeholder={'Part of a job, or matchers: job="backup", zone=~"eu-.*"'}
        classNames={{ input: 'mono' }}
        text={search.match ?? ''}
        onSearch={(match) => set('match', match)}
      />
      {namespaces.length > 1 && (
        <Select
          aria-label="Namespace"
          placeholder="All namespaces"
          data={namespaces.map(({ name }) => name)}
          value={search.namespace ?? null}
          onChange={(name) => set('namespace', name ?? undefined)}
          clearable
          searchable
          w={170}
        />
      )}
      <div className="row" role="group" aria-label="Only groups that">
        <Toggle
          label="Failed"
          isOn={search.failed === true}
          onToggle={(isOn) => set('failed', isOn ? true : undefined)}
        />
        <Toggle
          label="No push for a day"
          isOn={search.stale !== undefined}
          onToggle={(isOn) => set('stale', isOn ? '1d' : undefined)}
        />
        <Toggle
          label="Expire within a day"
          isOn={search.expiring !== undefined}
          onToggle={(isOn) => set('expiring', isOn ? '1d' : undefined)}
        />
      </div>
    </div>
  )
}

interface ToggleProps {
  readonly label: string
  readonly isOn: boolean
  readonly onToggle: (isOn: boolean) => void
}

function Toggle({ label, isOn, onToggle }: ToggleProps) {
  return (
    <Button
      variant={isOn ? 'light' : 'default'}
      size="compact-md"
      aria-pressed={isOn}
      onClick={() => onToggle(!isOn)}
    >
      {label}
    </Button>
  )
}
