import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

export const limitsQuery = (slug: string, namespace: string | undefined) =>
  queryOptions({
    queryKey: ['tenant', slug, 'limits', namespace ?? ''],
    queryFn: async ({ signal }) => {
      const { limits } =
        namespace === undefined
          ? await call(endpoints.getTenantLimits, { params: { slug }, querystring: {} }, { signal })
          : await call(
              endpoints.getNamespaceLimits,
              { params: { slug, name: namespace }, querystring: {} },
              { signal },
            )
      return limits
    },
    staleTime: 10_000,
  })
