/** For tests: tokens of every kind, right ones and forged ones, made without the library that checks them. */
import { createHmac, KeyObject, sign } from 'node:crypto'

type Part = Readonly<Record<string, unknown>>

/** A JWT with that header. The header's `alg` decides how it is signed; `none` leaves the signature empty. */
export function signJwt(header: Part, claims: Part, key: string | Buffer | KeyObject = ''): string {
  const input = `${encoded(header)}.${encoded(claims)}`
  return `${input}.${signature(String(header['alg']), input, key).toString('base64url')}`
}

function encoded(part: Part): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function signature(algorithm: string, input: string, key: string | Buffer | KeyObject): Buffer {
  const data = Buffer.from(input)
  switch (algorithm) {
    case 'EdDSA':
      return sign(null, data, key)
    case 'RS256':
      return sign('sha256', data, key)
    case 'ES256':
      return key instanceof KeyObject
        ? sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
        : sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
    case 'HS256':
      return createHmac('sha256', key).update(data).digest()
    default:
      return Buffer.alloc(0)
  }
}
