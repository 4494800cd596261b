import { join } from 'node:path'
import type { Environment } from '@postern/server'
import type { Credentials } from '../up/credentials-file.ts'

/** The addresses and keys of a `postern up` on this machine, if one was started here. */
export async function findLocalPostern(env: Environment): Promise<Credentials | undefined> {
  const folder = env['POSTERN_STATE_DIR'] || '.postern'
  const { readCredentials } = await import('../up/credentials-file.ts')
  return readCredentials(join(folder, 'credentials.json'))
}
