/** A row of every tenant in every table of tenants, whatever tables there are: so a new one is covered by itself. */
import type { TenantId } from '@postern/domain'
import { type Db, withTenant } from '@postern/store'
import type { TestDatabase } from '@postern/testkit'
import { sql } from 'kysely'

export interface TenantTable {
  readonly name: string
  readonly columns: readonly TableColumn[]
}

interface TableColumn {
  readonly name: string
  /** As the catalogue names it: `uuid`, `_text`. */
  readonly type: string
  /** What a check of the table allows, if it names values. */
  readonly allowed: string | null
  /** What it refers to: `namespaces.name`. */
  readonly refersTo: string | null
}

/** All with a column tenant_id and row-level security, those that are referred to first. */
export async function listTenantTables(owner: Db): Promise<TenantTable[]> {
  const { rows } = await sql<TableColumn & { table: string }>`
    select c.relname as table, a.attname as name, t.typname as type,
        (select (regexp_match(pg_get_constraintdef(k.oid), '''([^'']+)''::text'))[1]
          from pg_constraint k
          where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any(k.conkey) limit 1) as allowed,
        (select f.confrelid::regclass::text || '.' || b.attname
          from pg_constraint f
            join pg_attribute b on b.attrelid = f.confrelid
              and b.attnum = f.confkey[array_position(f.conkey, a.attnum)]
          where f.conrelid = c.oid and f.contype = 'f' and a.attnum = any(f.conkey) limit 1) as "refersTo"
      from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
      order by c.oid, a.attnum
  `.execute(owner)
  const tables = Map.groupBy(rows, ({ table }) => table)
  return [...tables]
    .map(([name, columns]) => ({ name, columns }))
    .filter(({ columns }) => columns.some(({ name }) => name === 'tenant_id'))
}

/** One row of that tenant in each table that has none, by whichever role may add it. `word` is in every text. */
export async function fillTables(
  database: TestDatabase,
  tables: readonly TenantTable[],
  tenantId: TenantId,
  word: string,
): Promise<void> {
  const values = new Map<string, unknown>([['tenants.id', tenantId]])
  for (const table of tables) {
    const [held] = await readRows(database, table, tenantId)
    const row = held ?? newRow(table, values, tenantId, word)
    for (const { name } of table.columns) values.set(`${table.name}.${name}`, row[name])
    if (!held) await insertAsSomebody(database, table, tenantId, row)
  }
}

/** What that tenant has in the table, as JSON, read by a role that may. */
export async function readRows(
  { admin, api }: TestDatabase,
  { name }: Pick<TenantTable, 'name'>,
  tenantId: TenantId,
): Promise<Record<string, unknown>[]> {
  for (const role of [admin, api]) {
    if (!(await mayDo(role, name, 'select'))) continue
    const { rows } = await withTenant(role, tenantId, (db) =>
      sql<{ row: Record<string, unknown> }>`
        select to_jsonb(t) as row from ${sql.table(name)} as t
          where tenant_id = ${tenantId}::uuid order by t::text
      `.execute(db),
    )
    return rows.map(({ row }) => row)
  }
  throw new Error(`nobody may read ${name}`)
}

export async function mayDo(
  role: Db,
  table: string,
  right: 'select' | 'insert' | 'update' | 'delete',
): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select has_table_privilege(${table}, ${right}) as may
  `.execute(role)
  return rows[0]?.may === true
}

/** Adds a row that is given as JSON. */
export async function insertRow(
  db: Db,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<void> {
  await sql`
    insert into ${sql.table(table)}
      select * from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)
  `.execute(db)
}

async function insertAsSomebody(
  { admin, api }: TestDatabase,
  { name }: TenantTable,
  tenantId: TenantId,
  row: Record<string, unknown>,
): Promise<void> {
  for (const role of [admin, api]) {
    if (!(await mayDo(role, name, 'insert'))) continue
    await withTenant(role, tenantId, (db) => insertRow(db, name, row))
    return
  }
  throw new Error(`nobody may add to ${name}`)
}

function newRow(
  { columns }: TenantTable,
  values: ReadonlyMap<string, unknown>,
  tenantId: TenantId,
  word: string,
): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ name, type, allowed, refersTo }) => {
      if (name === 'tenant_id') return [name, tenantId]
      if (refersTo !== null) return [name, values.get(refersTo)]
      return [name, allowed ?? newValue(type, word)]
    }),
  )
}

function newValue(type: string, word: string): unknown {
  switch (type) {
    case 'uuid':
      return '01900000-0000-7000-8000-000000000001'
    case 'text':
      return word
    case '_text':
      return [word]
    case 'bytea':
      return `\\x${Buffer.from(word).toString('hex')}`
    case 'timestamptz':
      return '2026-01-01T00:00:00Z'
    case 'int8':
    case 'float8':
      return 1
    case 'bool':
      return true
    case 'jsonb':
      return { word }
    default:
      throw new Error(`no value for a column of type ${type}`)
  }
}
