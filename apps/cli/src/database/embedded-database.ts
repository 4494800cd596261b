import { type EmbeddedPostgres, startEmbeddedPostgres } from '@postern/embedded-postgres'
import { type Db, ensureRole, runtimeRoles } from '@postern/store'
import { sql } from 'kysely'
import type { StateDir } from '../state/state-dir.ts'
import type { OpenDatabase } from './opened-database.ts'
import { OWNER, rolePassword } from './passwords.ts'
import { withConnection } from './with-connection.ts'

const DATABASE = 'postern'

export async function openEmbeddedDatabase(
  state: StateDir,
  report: (what: string) => void,
): Promise<OpenDatabase> {
  const postgres = await startEmbeddedPostgres({
    folder: state.path('postgres'),
    onIncident: report,
  })
  try {
    const urls = await prepare(postgres, state)
    return {
      urls,
      description: `${state.shown} (embedded Postgres)`,
      [Symbol.asyncDispose]: () => postgres.stop(),
    }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

/** Roles and the database, in an order that can be cut off anywhere and begun again. */
async function prepare(postgres: EmbeddedPostgres, state: StateDir): Promise<OpenDatabase['urls']> {
  const passwords = {
    [OWNER]: await rolePassword(state, OWNER),
    postern_api: await rolePassword(state, 'postern_api'),
    postern_admin: await rolePassword(state, 'postern_admin'),
  }
  await withConnection(postgres.url('postgres'), async (superuser) => {
    for (const role of runtimeRoles) await ensureRole(superuser, role, passwords[role])
    await ensureOwner(superuser, passwords[OWNER])
    await ensureDatabase(superuser)
  })
  const url = (user: keyof typeof passwords) =>
    postgres.url(DATABASE, { user, password: passwords[user] })
  return {
    owner: url(OWNER),
    postern_api: url('postern_api'),
    postern_admin: url('postern_admin'),
  }
}

async function ensureOwner(superuser: Db, password: string): Promise<void> {
  const found = await sql`select 1 from pg_roles where rolname = ${OWNER}`.execute(superuser)
  const verb = sql.raw(found.rows.length > 0 ? 'alter' : 'create')
  await sql`${verb} role ${sql.id(OWNER)} login password ${sql.lit(password)}`.execute(superuser)
}

async function ensureDatabase(superuser: Db): Promise<void> {
  const found = await sql`select 1 from pg_database where datname = ${DATABASE}`.execute(superuser)
  if (found.rows.length > 0) return
  await sql`create database ${sql.id(DATABASE)} owner ${sql.id(OWNER)}`.execute(superuser)
}
