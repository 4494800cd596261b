import { createPublicKey, type KeyObject } from 'node:crypto'
import { isRecord } from './is-record.ts'

/** A public key of an outside issuer, and the algorithms that it may have signed with. */
export interface VerificationKey {
  readonly kid: string | undefined
  readonly algorithms: readonly VerificationAlgorithm[]
  /** SPKI, PEM. */
  readonly publicKey: string
}

const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const

/** Signatures of key pairs and nothing else: with a shared secret, whoever checks tokens could make them. */
export type VerificationAlgorithm =
  | (typeof RSA_ALGORITHMS)[number]
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'

/** By the names that OpenSSL gives the curves. */
const curves = new Map<string, VerificationAlgorithm>([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
])

// NIST SP 800-131A: shorter ones are not to be trusted.
const MIN_RSA_BITS = 2_048

// The large platforms publish two to six.
const MAX_KEYS = 50

/**
 * The usable keys of a JWK set (RFC 7517); none when it is no JWK set at all. What is not meant for signatures, is
 * of a kind we do not take, too weak or broken is passed over, as section 5 asks.
 */
export function readJwks(value: unknown): VerificationKey[] {
  const keys = isRecord(value) ? value['keys'] : undefined
  if (!Array.isArray(keys)) return []
  return keys.slice(0, MAX_KEYS).filter(isRecord).flatMap(readJwk)
}

function readJwk(jwk: Readonly<Record<string, unknown>>): VerificationKey[] {
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return []
  const operations = jwk['key_ops']
  if (Array.isArray(operations) && !operations.includes('verify')) return []
  const key = toPublicKey(jwk)
  const possible = key ? algorithmsOf(key) : []
  const algorithms = possible.filter((name) => jwk['alg'] === undefined || jwk['alg'] === name)
  if (!key || algorithms.length === 0) return []
  const { kid } = jwk
  const publicKey = key.export({ type: 'spki', format: 'pem' })
  return [{ kid: typeof kid === 'string' ? kid : undefined, algorithms, publicKey }]
}

function toPublicKey(jwk: Readonly<Record<string, unknown>>): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    // A shared secret, a kind unknown to OpenSSL, or numbers that make no key.
    return undefined
  }
}

function algorithmsOf(key: KeyObject): readonly VerificationAlgorithm[] {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  const type = key.asymmetricKeyType
  if (type === 'ed25519') return ['EdDSA']
  if (type === 'ec') return [curves.get(namedCurve)].filter((name) => name !== undefined)
  return type === 'rsa' && modulusLength >= MIN_RSA_BITS ? RSA_ALGORITHMS : []
}
