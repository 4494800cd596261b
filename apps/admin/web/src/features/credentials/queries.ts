import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'

const PAGE = 50

/** The newest first: those whose names hold that text, the ended ones only if they are asked for. */
export const credentialsQuery = (slug: string, search: string, ended: boolean) =>
  infiniteQueryOptions({
    queryKey: ['tenant', slug, 'credentials', 'list', search, ended],
    queryFn: ({ signal, pageParam }) =>
      call(
        endpoints.listCredentials,
        {
          params: { slug },
          querystring: {
            order: 'newest',
            limit: PAGE,
            ended,
            ...(search === '' ? {} : { search }),
            ...pageParam,
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  })

export const credentialQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'credentials', id],
    queryFn: async ({ signal }) =>
      (await call(endpoints.getCredential, { params: { slug, id } }, { signal })).credential,
  })
