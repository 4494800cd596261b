import { type RawBuilder, sql } from 'kysely'

/** Where a group is: its namespace, and the SHA-256 of its labels. */
export interface GroupPlace {
  readonly namespace: string
  readonly labelsHash: Uint8Array
}

/**
 * A condition on rows of `groups`: that they are at one of these places. The lists by themselves are what an index serves;
 * with the pairs alone the work would be groups times places, if the planner believes that there are few groups.
 */
export function isAtOneOf(places: readonly GroupPlace[]): RawBuilder<unknown> {
  const namespaces = places.map(({ namespace }) => namespace)
  const hashes = places.map(({ labelsHash }) => Buffer.from(labelsHash))
  return sql`groups.namespace = any(${[...new Set(namespaces)]}::text[])
    and groups.labels_hash = any(${hashes}::bytea[])
    and (groups.namespace, groups.labels_hash) in (select * from unnest(${namespaces}::text[], ${hashes}::bytea[]))`
}
