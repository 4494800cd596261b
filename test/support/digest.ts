/** What all tables hold, told by their digests: two that are equal say that nothing changed in between. */
import { connect, type Db } from '@postern/store'
import type { Ending, TestDatabase } from '@postern/testkit'
import { sql } from 'kysely'

/** A digest by the name of its table. */
export type Digest = Readonly<Record<string, string>>

export interface DigestOptions {
  /** Tables that are not looked at. */
  readonly except?: ReadonlySet<string>
  /** Only the rows of that tenant, in tables that have a tenant. */
  readonly tenantId?: string
}

/** Looks at a database as a superuser, whom no policy hides a row from. */
export function openDigest(
  t: Ending,
  { urls }: TestDatabase,
): (options?: DigestOptions) => Promise<Digest> {
  const db = connect({
    url: urls.superuser,
    applicationName: 'digest',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
  t.after(() => db.destroy())
  return async ({ except = new Set(), tenantId } = {}) => {
    const tables = (await listTables(db)).filter(({ name }) => !except.has(name))
    const wanted = tables.filter(({ hasTenant }) => tenantId === undefined || hasTenant)
    const { rows } = await sql<{ name: string; digest: string }>`${sql.join(
      wanted.map(({ name }) => digestOf(name, tenantId)),
      sql` union all `,
    )}`.execute(db)
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
  }
}

async function listTables(db: Db): Promise<{ name: string; hasTenant: boolean }[]> {
  const { rows } = await sql<{ name: string; hasTenant: boolean }>`
    select c.relname as name, exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as "hasTenant"
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      order by c.relname
  `.execute(db)
  return rows
}

function digestOf(name: string, tenantId: string | undefined) {
  const own = tenantId === undefined ? sql`` : sql`where tenant_id = ${tenantId}::uuid`
  return sql`
    (select ${sql.lit(name)} as name, md5(coalesce(string_agg(t::text, E'\n' order by t::text), '')) as digest
      from ${sql.table(name)} as t ${own})
  `
}
