import type { Check } from '@postern/contract'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'

const REFRESH_MS = 5_000

export const checksQuery = (slug: string, state: Check['state'] | undefined) =>
  infiniteQueryOptions({
    queryKey: ['tenant', slug, 'checks', state ?? ''],
    queryFn: ({ signal, pageParam }) =>
      call(
        endpoints.listChecks,
        {
          params: { slug },
          querystring: { ...(state === undefined ? {} : { state }), ...pageParam },
        },
        { signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    refetchInterval: REFRESH_MS,
  })
