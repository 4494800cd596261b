import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'

const PAGE = 100

export const credentialsQuery = (slug: string) =>
  infiniteQueryOptions({
    queryKey: ['tenant', slug, 'credentials', 'list'],
    queryFn: ({ signal, pageParam }) =>
      call(
        endpoints.listCredentials,
        { params: { slug }, querystring: { limit: PAGE, ...pageParam } },
        { signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  })

export const credentialQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'credentials', id],
    queryFn: async ({ signal }) =>
      (await call(endpoints.getCredential, { params: { slug, id } }, { signal })).credential,
  })
