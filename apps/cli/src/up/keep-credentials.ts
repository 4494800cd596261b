import { rename } from 'node:fs/promises'
import type { StateDir } from '../state/state-dir.ts'
import { type Credentials, readCredentials, writeCredentials } from './credentials-file.ts'
import { type FirstKeysDeps, makeFirstKeys } from './first-keys.ts'
import { isKnown } from './is-known.ts'

export type Addresses = Pick<Credentials, 'apiUrl' | 'adminUrl'>

export interface KeptCredentials {
  readonly credentials: Credentials
  /** Whether the keys were made just now, and so may be shown. */
  readonly isNew: boolean
}

export const CREDENTIALS_FILE = 'credentials.json'

/**
 * The keys of this state directory with the addresses of this run. Where there are none that this database knows, as
 * at the first start, they are made: in the database first, so that whatever the file holds works.
 */
export async function keepCredentials(
  state: StateDir,
  deps: FirstKeysDeps,
  addresses: Addresses,
): Promise<KeptCredentials> {
  const path = state.path(CREDENTIALS_FILE)
  const kept = await readCredentials(path)
  if (kept && (await isKnown(deps, kept))) {
    const credentials = { ...kept, ...addresses }
    const moved = kept.apiUrl !== addresses.apiUrl || kept.adminUrl !== addresses.adminUrl
    if (moved) await writeCredentials(path, credentials)
    return { credentials, isNew: false }
  }
  // Keys of another database: of use again with that one.
  if (kept) await rename(path, `${path}.old`)
  const credentials = { ...addresses, ...(await makeFirstKeys(deps, Date.now())) }
  await writeCredentials(path, credentials)
  return { credentials, isNew: true }
}
