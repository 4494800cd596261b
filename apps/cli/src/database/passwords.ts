import { randomBytes } from 'node:crypto'
import type { RuntimeRole } from '@postern/store'
import { readOrMakeSecret } from '../state/secret-file.ts'
import type { StateDir } from '../state/state-dir.ts'

/** Owns the tables of the embedded database. */
export const OWNER = 'postern_owner'

/** The password of a role that we make, made once and kept. */
export function rolePassword(state: StateDir, role: RuntimeRole | typeof OWNER): Promise<string> {
  return readOrMakeSecret(state.path(`${role}.password`), () =>
    randomBytes(24).toString('base64url'),
  )
}
