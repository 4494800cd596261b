import { makeSetUpLink } from '@postern/admin'
import { createSetUpLink } from '@postern/contract'
import { systemContext } from '@postern/domain'
import type { Environment } from '@postern/server'
import { findAdmin } from '../client/find-admin.ts'
import { migrateDatabase } from '../database/migrate-database.ts'
import { openDatabase } from '../database/open-database.ts'
import { withConnection } from '../database/with-connection.ts'
import { Failure } from '../failure.ts'
import type { Output } from '../output.ts'
import { loadUpSettings } from '../settings.ts'
import { openStateDir } from '../state/state-dir.ts'
import { openHasher } from './open-hasher.ts'

/** The whole of `postern setup-link`. */
export async function printSetUpLink(env: Environment, out: Output): Promise<void> {
  const { link, expiresAt } = (await askAdmin(env)) ?? (await makeInDatabase(env, out))
  out.print(link)
  out.complain(`Whoever opens it becomes a system admin. It works once, until ${expiresAt}.`)
}

interface Shown {
  readonly link: string
  readonly expiresAt: string
}

/** From the admin app that runs; `undefined` where none is found, or no key that it takes. */
async function askAdmin(env: Environment): Promise<Shown | undefined> {
  try {
    return await (await findAdmin(env)).call(createSetUpLink, {})
  } catch (error) {
    // Who names a key means that one.
    if (error instanceof Failure && !env['POSTERN_OPERATOR_KEY']) return undefined
    throw error
  }
}

/** With the database and the pepper at hand, no key is needed: whoever has those has everything. */
async function makeInDatabase(env: Environment, out: Output): Promise<Shown> {
  const settings = loadUpSettings(env)
  await using state = await openStateDir(settings.stateDir)
  await using database = await openDatabase(settings, state, (what) => out.complain(what))
  await migrateDatabase(database.urls.owner)
  const hasher = await openHasher(settings, state)
  const adminUrl = settings.adminPublicUrl ?? `http://127.0.0.1:${settings.adminPort}`
  const made = await withConnection(database.urls.postern_admin, (db) =>
    makeSetUpLink({ db, hasher, adminUrl }, systemContext(Date.now())),
  )
  return { link: made.link, expiresAt: made.expiresAt.toISOString() }
}
