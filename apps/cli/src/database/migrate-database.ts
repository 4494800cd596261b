import { migrate } from '@postern/store'
import { withConnection } from './with-connection.ts'

/** Brings the schema up to date as its owner; returns the names of the migrations that ran. */
export function migrateDatabase(ownerUrl: string): Promise<string[]> {
  return withConnection(ownerUrl, (owner) => migrate(owner))
}
