import { join } from 'node:path'
import type { Environment } from '@postern/server'
import { type Credentials, readCredentials } from '../up/credentials-file.ts'

/** The addresses and keys of a `postern up` on this machine, if one was started here. */
export function findLocalPostern(env: Environment): Promise<Credentials | undefined> {
  const folder = env['POSTERN_STATE_DIR'] || '.postern'
  return readCredentials(join(folder, 'credentials.json'))
}
