/** For tests: a client of the token endpoint. */
import { type ApiKey, parseApiKey } from '@postern/domain'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

export function basic(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

export function parsed(key: string): ApiKey {
  const found = parseApiKey(key)
  if (!found) throw new Error('a key of a test cannot be read')
  return found
}

export function requestToken(
  app: FastifyInstance,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: '/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ ...form }).toString(),
  })
}

/** The token that a key buys. */
export async function buyToken(app: FastifyInstance, key: string, scope?: string): Promise<string> {
  const form = { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }
  const answer = await requestToken(app, form, basic(parsed(key).keyId, key))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<{ access_token: string }>().access_token
}

/** The parts of a token, unverified. */
export function takeApart(token: string): {
  readonly header: Record<string, unknown>
  readonly claims: Record<string, unknown>
} {
  const [header = '', claims = ''] = token.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: read(header), claims: read(claims) }
}
