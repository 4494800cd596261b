import { queryOptions } from '@tanstack/react-query'
import { callTagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

export const limitsQuery = (slug: string, namespace: string | undefined) =>
  queryOptions({
    queryKey: ['tenant', slug, 'limits', namespace ?? ''],
    queryFn: ({ signal }) =>
      namespace === undefined
        ? callTagged(endpoints.getTenantLimits, { params: { slug }, querystring: {} }, { signal })
        : callTagged(
            endpoints.getNamespaceLimits,
            { params: { slug, name: namespace }, querystring: {} },
            { signal },
          ),
    staleTime: 10_000,
  })
