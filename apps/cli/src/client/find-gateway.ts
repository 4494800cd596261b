import type { Environment } from '@postern/server'
import { EXIT_AUTH } from '../exit-codes.ts'
import { Failure, usageFailure } from '../failure.ts'
import { clientSetting, serverUrl } from './client-setting.ts'
import { type GatewayClient, gatewayClient } from './gateway-client.ts'
import { findLocalPostern } from './local-postern.ts'
import { findPlatformToken, type TokenSource } from './platform-token.ts'

export interface GatewayOptions {
  readonly url?: string | undefined
}

/**
 * The gateway that the flags, the environment or a `postern up` on this machine names, with what we have to show there:
 * a key or token that was given, else the identity that the platform gives, else the local Postern's key.
 */
export async function findGateway(
  env: Environment,
  options: GatewayOptions = {},
): Promise<GatewayClient> {
  const given = options.url ?? clientSetting(env, 'POSTERN_URL')
  const local = given === undefined ? await findLocalPostern(env) : undefined
  const address = given ?? local?.apiUrl
  if (address === undefined) {
    throw usageFailure('where is the gateway? Set POSTERN_URL, such as https://push.example.com')
  }
  const url = serverUrl(address, options.url === undefined ? 'POSTERN_URL' : '--url')
  const token = givenToken(env) ?? (await findPlatformToken(env, url))
  const localKey = token ? undefined : (local ?? (await findLocalPostern(env)))
  // A key of this machine's Postern is shown to that one and to no other.
  const isLocal = localKey !== undefined && sameServer(localKey.apiUrl, url)
  const source = token ?? (isLocal ? async () => localKey.pushKey : undefined)
  if (source) return gatewayClient(url, source)
  throw new Failure(
    EXIT_AUTH,
    'there is no key: set POSTERN_TOKEN, or POSTERN_TOKEN_FILE to the file that holds it',
  )
}

function givenToken(env: Environment): TokenSource | undefined {
  if (clientSetting(env, 'POSTERN_TOKEN') === undefined) return undefined
  // Read for each request: files of tokens are written anew before their token ends.
  return async () => clientSetting(env, 'POSTERN_TOKEN') ?? ''
}

export function sameServer(a: string, b: string): boolean {
  return URL.parse(a)?.origin === URL.parse(b)?.origin
}
