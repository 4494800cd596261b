import type { Environment } from '@postern/server'
import { EXIT_AUTH } from '../exit-codes.ts'
import { Failure, usageFailure } from '../failure.ts'
import { type AdminClient, adminClient } from './admin-client.ts'
import { clientSetting, serverUrl } from './client-setting.ts'
import { sameServer } from './find-gateway.ts'
import { findLocalPostern } from './local-postern.ts'

export interface Admin extends AdminClient {
  /** The tenant that is meant when none is named. */
  readonly defaultTenant: string | undefined
}

/** The admin app that the environment or a `postern up` on this machine names, with an operator's key for it. */
export async function findAdmin(env: Environment): Promise<Admin> {
  const givenUrl = clientSetting(env, 'POSTERN_ADMIN_URL')
  const givenKey = clientSetting(env, 'POSTERN_OPERATOR_KEY')
  const local = givenUrl && givenKey ? undefined : await findLocalPostern(env)
  const address = givenUrl ?? local?.adminUrl
  if (address === undefined) {
    throw usageFailure(
      'where is the admin app? Set POSTERN_ADMIN_URL, such as http://127.0.0.1:9092, or start in the folder of a "postern up"',
    )
  }
  const url = serverUrl(address, 'POSTERN_ADMIN_URL')
  const isLocal = local !== undefined && sameServer(local.adminUrl, url)
  const key = givenKey ?? (isLocal ? local.operatorKey : undefined)
  if (key === undefined) {
    throw new Failure(
      EXIT_AUTH,
      'there is no operator key: set POSTERN_OPERATOR_KEY, or POSTERN_OPERATOR_KEY_FILE to the file that holds it',
    )
  }
  const tenant = clientSetting(env, 'POSTERN_TENANT') ?? (isLocal ? local.tenant : undefined)
  return { ...adminClient(url, key), defaultTenant: tenant }
}
