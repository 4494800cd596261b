import { type RawBuilder, sql } from 'kysely'

/** Whether a tenant has that text in its slug or its name, whatever the case of either. */
export function mentions(text: string): RawBuilder<boolean> {
  return sql<boolean>`(strpos(tenants.slug, lower(${text})) > 0 or strpos(lower(tenants.name), lower(${text})) > 0)`
}
