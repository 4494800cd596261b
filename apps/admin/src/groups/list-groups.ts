import type * as contract from '@postern/contract'
import { DEFAULT_PAGE_SIZE, type GroupQuery } from '@postern/contract'
import type { Tenant } from '@postern/domain'
import { type Db, findGroupRecords, type GroupRecord, withTenant } from '@postern/store'
import { addressOf, type DirectoryEntry, groupId } from './directory-entry.ts'
import { orderName } from './entry-orders.ts'
import type { GroupDirectories, Listing } from './group-directories.ts'
import { type Filtered, groupFilter } from './group-filter.ts'
import { readPlace, startOf, writePlace } from './page-place.ts'
import { showGroup } from './show-group.ts'

/** One page of a tenant's groups. Throws `selector-malformed`, or `request-invalid` for a cursor of somebody else's. */
export async function listGroups(
  { db, directories }: { readonly db: Db; readonly directories: GroupDirectories },
  tenant: Tenant,
  query: GroupQuery,
): Promise<contract.Reply<typeof contract.listGroups>> {
  const page = await directories.read(tenant.id, (listing) => choosePage(listing, query))
  const groups = await readPage(db, tenant, page.entries)
  const { total, series, nextCursor } = page
  return { groups, total, series, ...(nextCursor === undefined ? {} : { nextCursor }) }
}

interface ChosenPage {
  readonly entries: readonly DirectoryEntry[]
  readonly total: number
  readonly series: number
  readonly nextCursor: string | undefined
}

function choosePage({ directory, nowMicros }: Listing, query: GroupQuery): ChosenPage {
  const { sort = 'labels', limit = DEFAULT_PAGE_SIZE, cursor, offset = 0 } = query
  const name = orderName(sort)
  const isBackward = sort.startsWith('-')
  const start =
    cursor === undefined ? 0 : startOf(directory, name, isBackward, readPlace(cursor, name))
  const entries = directory.sorted(name)
  return collect(entries, groupFilter({ ...query, match: query['match[]'] }, nowMicros), {
    isBackward,
    start,
    offset: cursor === undefined ? offset : 0,
    limit,
    placeOf: (entry, index) => writePlace(name, entry, index),
  })
}

interface Wanted {
  /** The list from its end to its beginning. */
  readonly isBackward: boolean
  /** How many entries come before those that may be on the page, meant or not. */
  readonly start: number
  /** How many of those that are meant to pass over. */
  readonly offset: number
  readonly limit: number
  readonly placeOf: (entry: DirectoryEntry, index: number) => string
}

/** One walk over all entries: what is counted is what is shown. */
function collect(
  entries: readonly DirectoryEntry[],
  isMeant: (group: Filtered) => boolean,
  { isBackward, start, offset, limit, placeOf }: Wanted,
): ChosenPage {
  const page: DirectoryEntry[] = []
  let total = 0
  let series = 0
  let last = 0
  let isMore = false
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[isBackward ? entries.length - 1 - index : index]
    if (!entry || !isMeant(entry)) continue
    total++
    series += entry.series
    if (index < start || total <= offset) continue
    isMore = page.length === limit
    if (isMore) continue
    page.push(entry)
    last = index
  }
  const end = page.at(-1)
  return {
    entries: page,
    total,
    series,
    nextCursor: end && isMore ? placeOf(end, last) : undefined,
  }
}

/** What is shown of each comes from the database; one that went in this very moment is left out. */
async function readPage(
  db: Db,
  tenant: Tenant,
  entries: readonly DirectoryEntry[],
): Promise<contract.Group[]> {
  if (entries.length === 0) return []
  const records = await withTenant(db, tenant.id, (own) =>
    findGroupRecords(own, tenant.id, entries.map(addressOf)),
  )
  const found = new Map<string, GroupRecord>(
    records.map((record) => [`${groupId(record)}/${record.namespace}`, record]),
  )
  return entries
    .map(({ id, namespace }) => found.get(`${id}/${namespace}`))
    .filter((record) => record !== undefined)
    .map(showGroup)
}
