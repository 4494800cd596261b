import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

export const tenantQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'itself'],
    queryFn: async ({ signal }) =>
      (await call(endpoints.getTenant, { params: { slug } }, { signal })).tenant,
    staleTime: 30_000,
  })

export const namespacesQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'namespaces'],
    queryFn: async ({ signal }) =>
      (await call(endpoints.listNamespaces, { params: { slug } }, { signal })).namespaces,
    staleTime: 30_000,
  })

/** What a tenant holds at this moment. */
export const activityQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'activity'],
    queryFn: ({ signal }) => call(endpoints.getActivity, { params: { slug } }, { signal }),
  })

export const MAX_DAYS = 30

/** What it did by the hour, and how near it is to its limits. */
export const usageQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'usage'],
    queryFn: ({ signal }) =>
      call(
        endpoints.getTenantUsage,
        { params: { slug }, querystring: { days: MAX_DAYS } },
        { signal },
      ),
    staleTime: 30_000,
  })

export const snippetsQuery = (slug: string, namespace?: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'snippets', namespace],
    queryFn: async ({ signal }) =>
      (
        await call(
          endpoints.listSnippets,
          { params: { slug }, querystring: namespace === undefined ? {} : { namespace } },
          { signal },
        )
      ).snippets,
    staleTime: Number.POSITIVE_INFINITY,
  })
