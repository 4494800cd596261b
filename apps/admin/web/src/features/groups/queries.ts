import type { Group, GroupQuery } from '@postern/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'
import { type GroupSearch, toSelector } from './group-search.ts'

/** What of a search decides which groups are meant, and not how they are shown. */
export function filtersOf(search: GroupSearch): GroupQuery {
  const { match, namespace, failed, stale, expiring } = search
  return {
    ...(match === undefined ? {} : { 'match[]': [toSelector(match)] }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(failed === undefined ? {} : { failed }),
    ...(stale === undefined ? {} : { staleFor: stale }),
    ...(expiring === undefined ? {} : { expiringWithin: expiring }),
  }
}

/** Rows of one request: a screen and a half, so that scrolling slowly meets what is there. */
export const PAGE_SIZE = 60

// As many as a strip has room for on a phone.
const SHOWN_PUSHES = 30

const REFRESH_MS = 10_000

/** Rows from `page * PAGE_SIZE` on. */
export const groupPageQuery = (slug: string, search: GroupSearch, page: number) => {
  const { open: _, ...meant } = search
  return queryOptions({
    queryKey: ['tenant', slug, 'groups', 'list', meant, page],
    queryFn: ({ signal }) =>
      call(
        endpoints.listGroups,
        {
          params: { slug },
          querystring: {
            ...filtersOf(search),
            ...(search.sort === undefined ? {} : { sort: search.sort }),
            limit: PAGE_SIZE,
            offset: page * PAGE_SIZE,
          },
        },
        { signal },
      ),
    refetchInterval: REFRESH_MS,
    // Pages that were scrolled past are no use for long.
    gcTime: 60_000,
  })
}

export interface GroupPlace {
  readonly slug: string
  readonly namespace: string
  readonly id: string
}

export const groupQuery = (place: GroupPlace) =>
  queryOptions({
    queryKey: ['tenant', place.slug, 'groups', place.namespace, place.id],
    queryFn: async ({ signal }): Promise<Group> =>
      (await call(endpoints.getGroup, { params: { ...place } }, { signal })).group,
    refetchInterval: REFRESH_MS,
  })

/**
 * The metrics as they were when one looked: not again and again by itself, since a system admin's looking is written
 * into the tenant's audit.
 */
export const metricsQuery = (place: GroupPlace, family: string, reason: string) =>
  infiniteQueryOptions({
    queryKey: ['tenant', place.slug, 'groups', place.namespace, place.id, 'metrics', family],
    queryFn: ({ signal, pageParam }) =>
      call(
        endpoints.listMetrics,
        {
          params: { ...place },
          querystring: {
            ...(family === '' ? {} : { family }),
            ...(reason === '' ? {} : { reason }),
            ...pageParam,
          },
        },
        { signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** The last pushes to a group, newest first. */
export const pushesQuery = (place: GroupPlace) =>
  queryOptions({
    queryKey: ['tenant', place.slug, 'groups', place.namespace, place.id, 'pushes'],
    queryFn: async ({ signal }) =>
      (
        await call(
          endpoints.listPushes,
          { params: { ...place }, querystring: { limit: SHOWN_PUSHES } },
          { signal },
        )
      ).pushes,
    refetchInterval: REFRESH_MS,
  })
