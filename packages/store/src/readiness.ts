import { Problem } from '@postern/domain'
import type { Db } from './connect.ts'
import { missingMigrations } from './migrated.ts'
import { ping } from './ping.ts'

/**
 * Makes the check whether a database can be worked with: it answers, and has the schema of this release. Throws
 * `not-ready` when it has not; that is asked until it has, and then no more, since migrations only go forward.
 */
export function databaseReadiness(db: Db): () => Promise<void> {
  let isMigrated = false
  return async () => {
    if (isMigrated) return ping(db)
    const [missing] = await missingMigrations(db)
    if (missing !== undefined) {
      throw new Problem('not-ready', `the database lacks the migration ${missing}; run them first`)
    }
    isMigrated = true
  }
}
