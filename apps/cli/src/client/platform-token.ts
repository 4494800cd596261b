/** What a platform gives its jobs to say who they are: no secret is stored for that anywhere. */
import { readFile } from 'node:fs/promises'
import type { Environment } from '@postern/server'
import { EXIT_AUTH } from '../exit-codes.ts'
import { Failure, usageFailure } from '../failure.ts'
import { clientSetting } from './client-setting.ts'
import { failureOf } from './failure-of.ts'
import { send } from './send.ts'

export type TokenSource = () => Promise<string>

/** Where our documents mount the projected token of a service account. */
const KUBERNETES_TOKEN_FILE = '/var/run/postern/token'

/** The token of the platform that this runs on; `undefined` where there is none. */
export async function findPlatformToken(
  env: Environment,
  gatewayUrl: string,
  tokenFile = KUBERNETES_TOKEN_FILE,
): Promise<TokenSource | undefined> {
  const requestUrl = env['ACTIONS_ID_TOKEN_REQUEST_URL']
  const requestToken = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']
  if (requestUrl && requestToken) {
    const audience = audienceOf(env, gatewayUrl)
    return () => githubToken(requestUrl, requestToken, audience)
  }
  if ((await readToken(tokenFile)) === undefined) return undefined
  // Read for each request: the kubelet puts a new one there before the old one ends.
  return async () => (await readToken(tokenFile)) ?? ''
}

/** What the trust rule asks for unless it was told otherwise. */
function audienceOf(env: Environment, gatewayUrl: string): string {
  const audience = clientSetting(env, 'POSTERN_AUDIENCE')
  if (audience !== undefined) return audience
  const tenant = clientSetting(env, 'POSTERN_TENANT')
  if (tenant !== undefined) return `${gatewayUrl}/t/${tenant}`
  throw usageFailure(
    'GitHub gives this job a token, but for whom is not said: set POSTERN_TENANT, or POSTERN_AUDIENCE to the audience of the trust rule',
  )
}

const PATIENCE = { tries: 3, withinMs: 8_000 }

async function githubToken(url: string, bearer: string, audience: string): Promise<string> {
  const address = new URL(url)
  address.searchParams.set('audience', audience)
  const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' }
  const answer = await send(() => ({ method: 'GET', url: address.href, headers }), PATIENCE)
  if (answer.status !== 200) throw failureOf(answer)
  const { value }: { value?: unknown } = JSON.parse(answer.text)
  if (typeof value !== 'string') throw new Failure(EXIT_AUTH, 'GitHub answered without a token')
  return value
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim() || undefined
  } catch {
    return undefined
  }
}
