/** A Postgres that somebody gave us with DATABASE_URL. */
import { type Db, ensureRole, ping, type RuntimeRole } from '@postern/store'
import { sql } from 'kysely'
import type { StateDir } from '../state/state-dir.ts'
import type { OpenDatabase } from './opened-database.ts'
import { rolePassword } from './passwords.ts'
import { withConnection } from './with-connection.ts'

export type RoleUrls = Readonly<Record<RuntimeRole, string | undefined>>

const settingOf = {
  postern_api: 'POSTERN_API_DATABASE_URL',
  postern_admin: 'POSTERN_ADMIN_DATABASE_URL',
} as const

export async function openGivenDatabase(
  ownerUrl: string,
  given: RoleUrls,
  state: StateDir,
): Promise<OpenDatabase> {
  return withConnection(ownerUrl, async (owner) => {
    await reach(owner, ownerUrl)
    const login = async (role: RuntimeRole) => {
      const url = given[role] ?? withLogin(ownerUrl, role, await rolePassword(state, role))
      if (!(await canLogIn(url))) await makeRole(owner, role, url)
      return url
    }
    return {
      urls: {
        owner: ownerUrl,
        postern_api: await login('postern_api'),
        postern_admin: await login('postern_admin'),
      },
      description: `${showUrl(ownerUrl)} (DATABASE_URL)`,
      [Symbol.asyncDispose]: async () => undefined,
    }
  })
}

async function reach(owner: Db, ownerUrl: string): Promise<void> {
  try {
    await ping(owner)
  } catch (error) {
    throw new Error(`cannot use the database ${showUrl(ownerUrl)} of DATABASE_URL`, {
      cause: error,
    })
  }
}

// What Postgres says to a role that it does not know, or not with that password.
const REFUSALS = new Set(['28P01', '28000'])

async function canLogIn(url: string): Promise<boolean> {
  try {
    await withConnection(url, ping)
    return true
  } catch (error) {
    if (REFUSALS.has(sqlState(error))) return false
    throw error
  }
}

const INSUFFICIENT_PRIVILEGE = '42501'

/** Makes the role with the password of the URL, or gives an existing one that password. */
async function makeRole(owner: Db, role: RuntimeRole, url: string): Promise<void> {
  const login = new URL(url)
  const user = decodeURIComponent(login.username)
  const setting = settingOf[role]
  if (user !== role) throw new Error(`${setting}: the database refuses the role ${user}`)
  await refuseRoleInUse(owner, role)
  try {
    await ensureRole(owner, role, decodeURIComponent(login.password))
  } catch (error) {
    if (sqlState(error) !== INSUFFICIENT_PRIVILEGE) throw error
    throw new Error(
      `cannot log in to the database as ${role}, and the role of DATABASE_URL may not make or change it; ` +
        `have an administrator run infra/postgres/roles.sql, then give its URL with ${setting}`,
      { cause: error },
    )
  }
}

/** A role belongs to the whole server: giving it our password would lock another Postern out. */
async function refuseRoleInUse(owner: Db, role: RuntimeRole): Promise<void> {
  const { rows } = await sql`select 1 from pg_stat_activity where usename = ${role}`.execute(owner)
  if (rows.length === 0) return
  throw new Error(
    `another Postern is connected to this database server as ${role}; give its URL with ${settingOf[role]}`,
  )
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function withLogin(url: string, user: string, password: string): string {
  const changed = new URL(url)
  changed.username = encodeURIComponent(user)
  changed.password = encodeURIComponent(password)
  return changed.href
}

/** Without what must not be shown. */
function showUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
