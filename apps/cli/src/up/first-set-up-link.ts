import { makeSetUpLink } from '@postern/admin'
import { systemContext } from '@postern/domain'
import type { KeyHasher } from '@postern/server'
import { anyAccount, type Db } from '@postern/store'

export interface SetUpDeps {
  /** Connected as the role postern_admin. */
  readonly db: Db
  readonly hasher: KeyHasher
  /** How people reach the admin app. */
  readonly adminUrl: string
}

/** A link for whoever started Postern, as long as nobody has an account; that of the start before is void then. */
export async function firstSetUpLink(deps: SetUpDeps, nowMs: number): Promise<string | undefined> {
  if (await anyAccount(deps.db)) return undefined
  const { link } = await makeSetUpLink(deps, systemContext(nowMs))
  return link
}
