import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../components/page.tsx'
import type { GroupSearch } from './group-search.ts'

interface NoGroupsProps {
  readonly slug: string
  readonly search: GroupSearch
  readonly onSearch: (search: GroupSearch) => void
}

export function NoGroups({ slug, search, onSearch }: NoGroupsProps) {
  const { sort, open: _, ...filters } = search
  if (Object.keys(filters).length > 0) {
    return (
      <Empty title="No group is like this">
        <p>
          A word alone is looked for in the job. Matchers are those of PromQL:{' '}
          <code className="mono">=</code>, <code className="mono">!=</code>,{' '}
          <code className="mono">=~</code>, <code className="mono">!~</code>; a regular expression
          matches the whole value.
        </p>
        <Button variant="default" onClick={() => onSearch(sort === undefined ? {} : { sort })}>
          Show all groups
        </Button>
      </Empty>
    )
  }
  return (
    <Empty title="Nothing was pushed yet">
      <p>
        A group appears here with the first push of a job.{' '}
        <Link to="/tenants/$slug" params={{ slug }}>
          Make a key and push something
        </Link>
        .
      </p>
    </Empty>
  )
}
