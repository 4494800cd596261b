import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { KeyHasher } from './key-hasher.ts'
import type { Sealed } from './sealer.ts'

/** A key that tokens are signed with, ready for use. */
export interface SigningKeyPair {
  /** PKCS #8, PEM. */
  readonly privateKey: string
  /** SPKI, PEM. */
  readonly publicKey: string
  /** RFC 8037 section 2: the public key, without its id. */
  readonly jwk: { readonly kty: string; readonly crv: string; readonly x: string }
}

/** RFC 8037. Signatures are small, quick to make, and cannot leak the key through a bad random number. */
export const SIGNING_ALGORITHM = 'EdDSA'

const PURPOSE = 'signing keys'

/** Makes the private key of a new signing key; its id is bound into the seal. */
export function newSealedSigningKey(hasher: KeyHasher, id: string): Sealed {
  const { privateKey } = generateKeyPairSync('ed25519')
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  return hasher.sealer(PURPOSE).seal(der, id)
}

/** The pair of a sealed key, or `undefined` when it was sealed under a pepper that is not ours, or not by us at all. */
export function openSigningKey(
  hasher: KeyHasher,
  id: string,
  sealed: Sealed,
): SigningKeyPair | undefined {
  const der = hasher.sealer(PURPOSE).open(sealed, id)
  if (!der) return undefined
  return toPair(createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }))
}

function toPair(privateKey: KeyObject): SigningKeyPair {
  const publicKey = createPublicKey(privateKey)
  const { kty = '', crv = '', x = '' } = publicKey.export({ format: 'jwk' })
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: { kty, crv, x },
  }
}
