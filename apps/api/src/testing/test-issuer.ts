/** For tests: an issuer such as a CI system or a cluster runs, with real keys, on loopback. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Ending } from '@postern/testkit'
import { signJwt } from './sign-jwt.ts'

type Claims = Readonly<Record<string, unknown>>

export interface TestIssuer {
  readonly url: string
  /** For the setting that lets its keys be fetched. */
  readonly host: string
  /** What it publishes. */
  readonly jwks: () => { readonly keys: readonly Record<string, unknown>[] }
  /** A token, good for five minutes unless the claims say otherwise. */
  readonly token: (claims: Claims, header?: Claims) => string
  /** A token of these very claims, written as JSON. */
  readonly tokenOf: (claims: string) => string
  /** Makes another key, publishes both, and signs with the new one. */
  readonly rotate: () => void
  /** How requests are answered, once it is not as it should. */
  readonly behave: { how: 'well' | 'down' | 'redirecting' | 'endless' | 'as another' }
  /** How often its keys were asked for. */
  readonly asked: () => number
}

interface Pair {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export async function openIssuer(t: Ending): Promise<TestIssuer> {
  const pairs: Pair[] = []
  const behave: TestIssuer['behave'] = { how: 'well' }
  let asked = 0
  const rotate = () => {
    pairs.push({
      kid: `key-${pairs.length + 1}`,
      ...generateKeyPairSync('rsa', { modulusLength: 2_048 }),
    })
  }
  rotate()
  const jwks = () => ({
    keys: pairs.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
      alg: 'RS256',
    })),
  })
  const server = createServer((request, response) => {
    if (behave.how === 'down') return response.writeHead(503).end()
    if (behave.how === 'redirecting') {
      return response.writeHead(302, { location: `${url}${request.url}?again` }).end()
    }
    if (behave.how === 'endless') return response.end(`"${'x'.repeat(1024 * 1024)}"`)
    if (request.url !== '/keys') {
      const issuer = behave.how === 'as another' ? 'https://issuer.example' : url
      return response.end(JSON.stringify({ issuer, jwks_uri: `${url}/keys` }))
    }
    asked++
    return response.end(JSON.stringify(jwks()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  const token = (claims: Claims, header: Claims = {}) => {
    const pair = pairs.at(-1)
    const iat = Math.floor(Date.now() / 1_000)
    const standard = { iss: url, iat, nbf: iat, exp: iat + 300, jti: crypto.randomUUID() }
    return signJwt(
      { alg: 'RS256', typ: 'JWT', kid: pair?.kid, ...header },
      { ...standard, ...claims },
      pair?.privateKey,
    )
  }
  const tokenOf = (claims: string) => signText(claims, pairs.at(-1))
  return {
    url,
    host: `127.0.0.1:${port}`,
    jwks,
    token,
    tokenOf,
    rotate,
    behave,
    asked: () => asked,
  }
}

function signText(claims: string, pair: Pair | undefined): string {
  const header = JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: pair?.kid })
  const input = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.')
  const signature = sign('sha256', Buffer.from(input), pair?.privateKey ?? '')
  return `${input}.${signature.toString('base64url')}`
}
