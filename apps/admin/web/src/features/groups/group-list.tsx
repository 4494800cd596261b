import type { Group } from '@postern/contract'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { formatOf } from '../../lib/format.ts'
import { GroupHeader } from './group-header.tsx'
import { GroupRow } from './group-row.tsx'
import type { GroupSearch } from './group-search.ts'
import { NoGroups } from './no-groups.tsx'
import { groupPageQuery, PAGE_SIZE } from './queries.ts'
import { useIsNarrow } from './use-is-narrow.ts'

interface GroupListProps {
  readonly slug: string
  readonly search: GroupSearch
  readonly onSearch: (search: GroupSearch) => void
  readonly onOpen: (place: string) => void
}

/** All groups as one long list, of which only what is on the screen is asked for and drawn. */
export function GroupList({ slug, search, onSearch, onOpen }: GroupListProps) {
  const first = useQuery(groupPageQuery(slug, search, 0))
  if (first.error) {
    return (
      <div className="panel-body">
        <Failure error={first.error} onRetry={() => void first.refetch()} />
      </div>
    )
  }
  if (!first.data) return <Waiting rows={12} />
  const { total, series } = first.data
  if (total === 0) return <NoGroups slug={slug} search={search} onSearch={onSearch} />
  return (
    <>
      <p className="group-total" role="status">
        <strong className="number">{formatOf(total, 'group')}</strong>
        <span className="dim number">{formatOf(series, 'series', 'series')}</span>
      </p>
      <GroupHeader sort={search.sort} onSort={(sort) => onSearch({ ...search, sort })} />
      <Rows slug={slug} search={search} total={total} onOpen={onOpen} />
    </>
  )
}

// Browsers give up on boxes higher than some 30 million pixels.
const MAX_ROWS = 300_000

const ROW_PX = 40
const NARROW_ROW_PX = 84

interface RowsProps {
  readonly slug: string
  readonly search: GroupSearch
  readonly total: number
  readonly onOpen: (place: string) => void
}

function Rows({ slug, search, total, onOpen }: RowsProps) {
  const list = useRef<HTMLDivElement>(null)
  const isNarrow = useIsNarrow()
  const [top, setTop] = useState(0)
  useEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const virtualizer = useWindowVirtualizer({
    count: Math.min(total, MAX_ROWS),
    estimateSize: () => (isNarrow ? NARROW_ROW_PX : ROW_PX),
    overscan: 12,
    scrollMargin: top,
  })
  useEffect(() => virtualizer.measure(), [isNarrow, virtualizer])
  const items = virtualizer.getVirtualItems()
  const groupAt = useGroups(slug, search, items.at(0)?.index ?? 0, items.at(-1)?.index ?? 0)
  return (
    <>
      <div
        ref={list}
        className="group-rows"
        role="list"
        aria-label="Groups"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map(({ key, index, start, size }) => (
          <div
            key={key}
            role="listitem"
            aria-setsize={total}
            aria-posinset={index + 1}
            className="group-place"
            style={{ height: size, transform: `translateY(${start - top}px)` }}
          >
            <GroupRow group={groupAt(index)} onOpen={onOpen} />
          </div>
        ))}
      </div>
      {total > MAX_ROWS && (
        <p className="panel-body dim">
          There are more than can be scrolled through: search for what you need.
        </p>
      )}
    </>
  )
}

/** Reads the pages that the rows from the first to the last stand on. */
function useGroups(
  slug: string,
  search: GroupSearch,
  first: number,
  last: number,
): (index: number) => Group | undefined {
  const from = Math.floor(first / PAGE_SIZE)
  const count = Math.floor(last / PAGE_SIZE) - from + 1
  const pages = useQueries({
    queries: Array.from({ length: count }, (_, at) => groupPageQuery(slug, search, from + at)),
  })
  return (index) => pages[Math.floor(index / PAGE_SIZE) - from]?.data?.groups[index % PAGE_SIZE]
}
