/** For tests: an OpenID provider with keys of its own, which signs what a test tells it to. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Ending } from '@postern/testkit'

/** Whom the provider takes the person at the browser for, and what it does wrong on purpose. */
export interface Pretence {
  /** Over those of an honest ID token. */
  claims?: Readonly<Record<string, unknown>>
  header?: Readonly<Record<string, unknown>>
  /** Signs in the place of the provider's own key. */
  key?: KeyObject
  /** What is told when asked with the access token. */
  userinfo?: Readonly<Record<string, unknown>>
  /** Instead of tokens. */
  tokenStatus?: number
  /** Takes every code again and again. */
  forgetsCodes?: boolean
}

interface Grant {
  readonly nonce: string
  readonly challenge: string
  readonly redirectUri: string
}

const CLIENT_ID = 'postern'
export const CLIENT_SECRET = 'the secret of a client: 100%'

export async function startIssuer(t: Ending): Promise<TestIssuer> {
  const issuer = new TestIssuer()
  const server = createServer((request, response) => void issuer.answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  issuer.url = `http://127.0.0.1:${port}`
  return issuer
}

export class TestIssuer {
  url = ''
  pretence: Pretence = {}
  /** How often somebody tried to exchange a code. */
  exchanges = 0
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  readonly #grants = new Map<string, Grant>()
  #codes = 0

  /** As a browser that goes there: the address that it is sent back to. */
  async visit(address: string): Promise<URL> {
    const reply = await fetch(address, { redirect: 'manual' })
    return new URL(reply.headers.get('location') ?? '')
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url)
    if (pathname === '/authorize') {
      response.writeHead(302, { location: this.#authorize(searchParams).href }).end()
      return
    }
    const body = new URLSearchParams(await readAll(request))
    const [status, json] = this.#json(pathname, body, request.headers.authorization)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  }

  #json(pathname: string, body: URLSearchParams, authorization?: string): [number, unknown] {
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return [200, metadata(this.url)]
      case '/jwks': {
        const jwk = this.#keys.publicKey.export({ format: 'jwk' })
        return [200, { keys: [{ ...jwk, kid: 'one', alg: 'RS256', use: 'sig' }] }]
      }
      case '/userinfo':
        return [200, { sub: 'subject-1', ...this.pretence.userinfo }]
      default:
        return this.#tokens(body, authorization)
    }
  }

  #authorize(query: URLSearchParams): URL {
    const code = `code-${++this.#codes}`
    const back = new URL(query.get('redirect_uri') ?? '')
    this.#grants.set(code, {
      nonce: query.get('nonce') ?? '',
      challenge: query.get('code_challenge') ?? '',
      redirectUri: back.href,
    })
    back.searchParams.set('code', code)
    back.searchParams.set('state', query.get('state') ?? '')
    back.searchParams.set('iss', this.url)
    return back
  }

  #tokens(body: URLSearchParams, authorization: string | undefined): [number, unknown] {
    this.exchanges++
    const { tokenStatus, forgetsCodes } = this.pretence
    if (tokenStatus) return [tokenStatus, { error: 'server_error' }]
    const code = body.get('code') ?? ''
    const grant = this.#grants.get(code)
    const verifier = createHash('sha256').update(body.get('code_verifier') ?? '')
    const isRight =
      authorization === basic() &&
      grant?.redirectUri === body.get('redirect_uri') &&
      grant.challenge === verifier.digest('base64url')
    if (!grant || !isRight) return [400, { error: 'invalid_grant' }]
    if (!forgetsCodes) this.#grants.delete(code)
    const idToken = this.#idToken(grant)
    return [
      200,
      { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: idToken },
    ]
  }

  #idToken({ nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1_000)
    const honest = { iss: this.url, sub: 'subject-1', aud: CLIENT_ID, nonce, auth_time: now }
    const { claims, header, key = this.#keys.privateKey } = this.pretence
    const said = { alg: 'RS256', kid: 'one', ...header }
    const text = [said, { ...honest, iat: now, exp: now + 300, ...claims }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${text}.${this.#signature(said.alg, text, key)}`
  }

  #signature(alg: unknown, text: string, key: KeyObject): string {
    if (alg === 'none') return ''
    if (alg !== 'HS256') return sign('sha256', Buffer.from(text), key).toString('base64url')
    // As if the public key, which everybody has, were a shared secret.
    const pem = this.#keys.publicKey.export({ type: 'spki', format: 'pem' })
    return createHmac('sha256', pem).update(text).digest('base64url')
  }
}

function metadata(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    userinfo_endpoint: `${url}/userinfo`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    authorization_response_iss_parameter_supported: true,
  }
}

/** RFC 6749 section 2.3.1: both parts form-encoded first. */
function basic(): string {
  const encoded = new URLSearchParams({ x: CLIENT_SECRET }).toString().slice(2)
  return `Basic ${Buffer.from(`${CLIENT_ID}:${encoded}`).toString('base64')}`
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  // A server's request gives buffers, since no encoding is set.
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
