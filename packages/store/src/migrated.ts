import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { sql } from 'kysely'
import { DatabaseError } from 'pg'
import type { Db } from './connect.ts'
import { migrationsFolder } from './migrate.ts'

// Postgres's codes for a table that is not there, and for one that we may not read: before the migration that lets us.
const NOT_THAT_FAR = new Set(['42P01', '42501'])

/**
 * The migrations of this release that the database has not had yet, oldest first. Those of a newer release may have run:
 * a release works on the next one's schema.
 */
export async function missingMigrations(db: Db, folder = migrationsFolder): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const done = new Set(await doneMigrations(db))
  return files.map((file) => basename(file, '.sql')).filter((name) => !done.has(name))
}

async function doneMigrations(db: Db): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
    return rows.map(({ name }) => name)
  } catch (error) {
    if (error instanceof DatabaseError && NOT_THAT_FAR.has(error.code ?? '')) return []
    throw error
  }
}
