/** Two databases that hold the same rows, so that apps on them can be told apart by nothing but what comes after. */
import { connect, type Db } from '@postern/store'
import type { Ending, TestDatabase } from '@postern/testkit'
import { sql } from 'kysely'

/** Copies every row of every table that the other database does not have, those that are referred to first. */
export async function copyRows(t: Ending, from: TestDatabase, to: TestDatabase): Promise<void> {
  const [source, target] = [asSuperuser(t, from), asSuperuser(t, to)]
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' order by oid
  `.execute(source)
  for (const { name } of rows) await copyTable(source, target, name)
}

async function copyTable(source: Db, target: Db, name: string): Promise<void> {
  const table = sql.table(name)
  const { rows } = await sql<{ all: string | null }>`
    select json_agg(to_jsonb(t))::text as all from ${table} as t
  `.execute(source)
  await sql`
    insert into ${table}
      select * from jsonb_populate_recordset(null::${table}, ${rows[0]?.all ?? '[]'}::jsonb)
      on conflict do nothing
  `.execute(target)
}

function asSuperuser(t: Ending, { urls }: TestDatabase): Db {
  const db = connect({
    url: urls.superuser,
    applicationName: 'copy',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
  t.after(() => db.destroy())
  return db
}
