import { KeyHasher, newPepper } from '@postern/server'
import type { UpSettings } from '../settings.ts'
import { readOrMakeSecret } from '../state/secret-file.ts'
import type { StateDir } from '../state/state-dir.ts'

/** Hashes with the pepper of the settings, or the one that the state folder keeps. */
export async function openHasher(settings: UpSettings, state: StateDir): Promise<KeyHasher> {
  const { pepper, formerPeppers } = settings
  const current = pepper ?? (await readOrMakeSecret(state.path('pepper'), newPepper))
  return new KeyHasher(current, formerPeppers)
}
