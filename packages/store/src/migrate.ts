import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import type { Db } from './connect.ts'

/** The numbered files of the repository's own `migrations/`. */
export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/**
 * Brings a database to the newest schema, as its owner, and tells which migrations ran.
 * Throws with the name of the one that failed; those before it stay.
 */
export async function migrate(owner: Db, folder = migrationsFolder): Promise<string[]> {
  const migrator = new Migrator({ db: owner, provider: new SqlFileMigrations(folder) })
  const { error, results = [] } = await migrator.migrateToLatest()
  const failed = results.find((result) => result.status === 'Error')
  if (error !== undefined) {
    const which = failed ? ` ${failed.migrationName}` : ''
    throw new Error(`migration${which} failed`, { cause: error })
  }
  return results.map((result) => result.migrationName)
}

/** Feeds numbered .sql files to Kysely's Migrator, which keeps the order, the lock and the history. */
class SqlFileMigrations implements MigrationProvider {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const files = (await readdir(this.#folder)).filter((file) => file.endsWith('.sql'))
    const entries = files.map(async (file) => {
      const text = await readFile(join(this.#folder, file), 'utf8')
      const up: Migration['up'] = async (db) => {
        await sql.raw(text).execute(db)
      }
      return [basename(file, '.sql'), { up }] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  }
}
