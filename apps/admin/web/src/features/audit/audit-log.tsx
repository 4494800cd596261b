import { Button } from '@mantine/core'
import type { AuditEvent, AuditQuery } from '@postern/contract'
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { sayFailed } from '../../components/form.ts'
import { LoadMore } from '../../components/load-more.tsx'
import { Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { type Cursor, firstPage, nextPage } from '../../lib/pages.ts'
import { saveLines } from '../../lib/save-lines.ts'
import { AuditFilter } from './audit-filter.tsx'
import type { AuditSearch } from './audit-search.ts'
import { AuditTable } from './audit-table.tsx'

interface AuditLogProps {
  readonly search: AuditSearch
  readonly onSearch: (search: AuditSearch) => void
  readonly queryKey: readonly string[]
  readonly read: (query: AuditQuery, signal?: AbortSignal) => Promise<AuditPage>
  /** Where all of it is to be had as lines. */
  readonly address: string
  readonly fileName: string
}

interface AuditPage {
  readonly events: readonly AuditEvent[]
  readonly nextCursor?: string | undefined
}

/** What was done, the newest first. */
export function AuditLog(props: AuditLogProps) {
  const { search, onSearch, queryKey, read, address, fileName } = props
  const query = toQuery(search)
  const pages = useInfiniteQuery<
    AuditPage,
    Error,
    InfiniteData<AuditPage, Cursor>,
    readonly unknown[],
    Cursor
  >({
    queryKey: [...queryKey, search],
    queryFn: ({ pageParam, signal }) => read({ ...query, ...pageParam }, signal),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  })
  const events = pages.data?.pages.flatMap((page) => page.events)
  const actorName = events?.find(({ actor }) => actor.name !== null)?.actor.name ?? undefined
  const save = () => saveLines(`${address}?${new URLSearchParams(query)}`, fileName)
  return (
    <Panel
      title={<AuditFilter search={search} actorName={actorName} onSearch={onSearch} />}
      actions={
        <Button variant="default" onClick={() => void save().catch(sayFailed)}>
          Export
        </Button>
      }
    >
      {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Waiting rows={8} />}
      {events?.length === 0 && (
        <p className="panel-body dim">
          {Object.keys(search).length === 0
            ? 'Nothing was done yet.'
            : 'Nothing that was done is like this. Take a filter away.'}
        </p>
      )}
      {events && events.length > 0 && (
        <AuditTable events={events} onFilter={(actor) => onSearch({ ...search, actor })} />
      )}
      <LoadMore pages={pages} />
    </Panel>
  )
}

/** Days are the reader's, and the last one counts whole. */
function toQuery({ since, until, action, actor }: AuditSearch) {
  return {
    // One that the server does not know it refuses, and says so.
    ...(action === undefined ? {} : { action: action as AuditEvent['action'] }),
    ...(actor === undefined ? {} : { actor }),
    ...(since === undefined ? {} : { since: new Date(`${since}T00:00:00`).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(`${until}T23:59:59.999`).toISOString() }),
  }
}
