/**
 * The two roles that the apps connect as. They belong to the server and not to a database, so they are made here,
 * outside of the migrations that grant them their rights.
 */
import { sql } from 'kysely'
import type { Db } from './connect.ts'

export const runtimeRoles = ['postern_api', 'postern_admin'] as const

export type RuntimeRole = (typeof runtimeRoles)[number]

/** Makes a role that may log in and nothing else, or gives an existing one that password. */
export async function ensureRole(owner: Db, role: RuntimeRole, password: string): Promise<void> {
  const found = await sql`select 1 from pg_roles where rolname = ${role}`.execute(owner)
  const verb = found.rows.length > 0 ? 'alter' : 'create'
  // Role names and passwords cannot be parameters; sql.lit quotes the password as a literal.
  await sql`${sql.raw(`${verb} role ${role} login password`)} ${sql.lit(password)}`.execute(owner)
}

interface RoleRow {
  name: string
  superuser: boolean
  bypass: boolean
  tables_owned: number
}

/**
 * Refuses a connection whose role could read past the row-level policies: a superuser, one with BYPASSRLS, or the
 * owner of a table. Isolation would then hang on our queries alone.
 */
export async function refuseBypass(db: Db): Promise<void> {
  const { rows } = await sql<RoleRow>`
    select rolname as name, rolsuper as superuser, rolbypassrls as bypass,
      (select count(*) from pg_tables
        where schemaname = 'public' and pg_has_role(current_user, tableowner, 'member')) as tables_owned
    from pg_roles where rolname = current_user
  `.execute(db)
  const [role] = rows
  if (!role) throw new Error('the database does not know the role that we connected as')
  const why = bypassReason(role)
  if (why !== undefined) {
    throw new Error(
      `the database role ${role.name} ${why}, so it could read past the row-level policies; connect as postern_api or postern_admin`,
    )
  }
}

function bypassReason(role: RoleRow): string | undefined {
  if (role.superuser) return 'is a superuser'
  if (role.bypass) return 'has BYPASSRLS'
  return role.tables_owned > 0 ? 'owns tables' : undefined
}
