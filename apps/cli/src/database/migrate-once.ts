import type { Environment } from '@postern/server'
import type { Output } from '../output.ts'
import { loadUpSettings } from '../settings.ts'
import { openStateDir } from '../state/state-dir.ts'
import { migrateDatabase } from './migrate-database.ts'
import { openDatabase } from './open-database.ts'

/** The whole of `postern migrate`: opens the database as `up` would, migrates it and leaves. */
export async function migrateOnce(env: Environment, out: Output): Promise<void> {
  const settings = loadUpSettings(env)
  await using state = await openStateDir(settings.stateDir)
  await using database = await openDatabase(settings, state, (what) => out.complain(what))
  const ran = await migrateDatabase(database.urls.owner)
  for (const name of ran) out.print(`migrated ${name}`)
  if (ran.length === 0) out.print('the schema is up to date')
}
