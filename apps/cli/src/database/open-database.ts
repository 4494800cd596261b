import type { UpSettings } from '../settings.ts'
import type { StateDir } from '../state/state-dir.ts'
import { openEmbeddedDatabase } from './embedded-database.ts'
import { openGivenDatabase } from './given-database.ts'
import type { OpenDatabase } from './opened-database.ts'

/** The database that the settings name, or the embedded one. `report` hears what happens to it later. */
export function openDatabase(
  settings: UpSettings,
  state: StateDir,
  report: (what: string) => void,
): Promise<OpenDatabase> {
  if (settings.databaseUrl === undefined) return openEmbeddedDatabase(state, report)
  return openGivenDatabase(settings.databaseUrl, settings.roleUrls, state)
}
