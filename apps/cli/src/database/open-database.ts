import type { RuntimeRole } from '@postern/store'
import type { UpSettings } from '../settings.ts'
import type { StateDir } from '../state/state-dir.ts'
import { openEmbeddedDatabase } from './embedded-database.ts'
import { openGivenDatabase } from './given-database.ts'

/** A database whose roles exist; its schema may be an old one. */
export interface OpenDatabase extends AsyncDisposable {
  readonly urls: Readonly<Record<RuntimeRole | 'owner', string>>
  /** Where it is, in words. */
  readonly description: string
}

/** The database that the settings name, or the embedded one. `report` hears what happens to it later. */
export function openDatabase(
  settings: UpSettings,
  state: StateDir,
  report: (what: string) => void,
): Promise<OpenDatabase> {
  if (settings.databaseUrl === undefined) return openEmbeddedDatabase(state, report)
  return openGivenDatabase(settings.databaseUrl, settings.roleUrls, state)
}
