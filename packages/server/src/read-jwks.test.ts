import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import { readJwks } from './read-jwks.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' })
const ec = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' })
const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })

const algorithms = (...keys: unknown[]) => readJwks({ keys }).map((key) => key.algorithms.join())

test('a key is for the algorithms of its kind, or the one that it names', () => {
  assert.deepEqual(algorithms(rsa), ['RS256,RS384,RS512,PS256,PS384,PS512'])
  assert.deepEqual(algorithms({ ...rsa, alg: 'RS256' }), ['RS256'])
  assert.deepEqual(algorithms(ec('P-256'), ec('P-384'), ec('P-521')), ['ES256', 'ES384', 'ES512'])
  assert.deepEqual(algorithms(ed), ['EdDSA'])
})

test('what is not for signatures, too weak, or no key at all is passed over', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey
  const other = generateKeyPairSync('ed448').publicKey
  const keys = [
    { ...rsa, use: 'enc' },
    { ...rsa, key_ops: ['encrypt'] },
    { ...rsa, alg: 'HS256' },
    { ...rsa, alg: 'none' },
    { ...rsa, alg: 'ES256' },
    { kty: 'oct', k: 'c2VjcmV0' },
    weak.export({ format: 'jwk' }),
    other.export({ format: 'jwk' }),
    ec('secp256k1'),
    { kty: 'RSA', n: 'AQAB' },
    { kty: 'nonsense' },
    {},
    null,
    'a',
  ]
  assert.deepEqual(algorithms(...keys), [])
  assert.deepEqual(algorithms(...keys, { ...ed, kid: 'a' }), ['EdDSA'])
  for (const none of [undefined, null, [], 'keys', { keys: 'a' }, { keys: {} }, {}]) {
    assert.deepEqual(readJwks(none), [])
  }
})
