import type { GroupDeletion } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import type { GroupSearch } from './group-search.ts'
import { filtersOf } from './queries.ts'

// What every group has: the filters beside it decide.
const ANY = '{job=~".*"}'

/** The selection that a search means, as the calls that change groups take it. */
export function selectionOf(search: GroupSearch): GroupDeletion {
  const { 'match[]': match = [ANY], ...filters } = filtersOf(search)
  return { match, ...filters }
}

/** What a deletion of these groups would take with it. */
export function useChosen(slug: string, search: GroupSearch) {
  return useQuery({
    queryKey: ['tenant', slug, 'groups', 'chosen', search],
    queryFn: ({ signal }) =>
      call(
        endpoints.deleteGroups,
        { params: { slug }, body: { ...selectionOf(search), dryRun: true } },
        { signal },
      ),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
