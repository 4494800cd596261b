import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { NIL_UUID, parseApiKey } from '@postern/domain'
import { issueApiKey } from './issue-api-key.ts'
import { KeyHasher, newPepper } from './key-hasher.ts'

const secret = randomBytes(32)

test('a secret matches its own hash and no other', () => {
  const hasher = new KeyHasher(newPepper())
  const stored = hasher.hash(secret)
  assert.equal(hasher.matches(secret, stored), true)
  assert.equal(hasher.matches(randomBytes(32), stored), false)
  assert.equal(hasher.matches(secret, hasher.hash(randomBytes(32))), false)
})

test('a hash does not hold the secret, and another pepper makes another', () => {
  const [one, two] = [new KeyHasher(newPepper()), new KeyHasher(newPepper())]
  assert.equal(one.hash(secret).hash.includes(secret), false)
  assert.notDeepEqual(one.hash(secret), two.hash(secret))
  assert.equal(two.matches(secret, one.hash(secret)), false)
})

test('nothing matches a credential that is not there', () => {
  const hasher = new KeyHasher(newPepper())
  assert.equal(hasher.matches(secret, undefined), false)
})

test('nothing matches under an unknown pepper, or a hash of the wrong length', () => {
  const hasher = new KeyHasher(newPepper())
  const stored = hasher.hash(secret)
  assert.equal(hasher.matches(secret, { ...stored, pepperId: 'unknown' }), false)
  assert.equal(hasher.matches(secret, { ...stored, hash: stored.hash.subarray(0, 8) }), false)
  assert.equal(hasher.matches(secret, { ...stored, hash: Buffer.alloc(32) }), false)
})

test('keys of a former pepper still match, and new ones are hashed under the new', () => {
  const former = newPepper()
  const old = new KeyHasher(former).hash(secret)
  const hasher = new KeyHasher(newPepper(), [former])
  assert.equal(hasher.matches(secret, old), true)
  assert.notEqual(hasher.hash(secret).pepperId, old.pepperId)
})

test('the id of a pepper is the same in every process and does not show the pepper', () => {
  const pepper = newPepper()
  const { pepperId } = new KeyHasher(pepper).hash(secret)
  assert.equal(new KeyHasher(pepper).hash(secret).pepperId, pepperId)
  assert.match(pepperId, /^[0-9a-f]{12}$/)
  assert.equal(pepper.includes(pepperId), false)
})

test('a pepper that could be guessed is refused', () => {
  assert.throws(() => new KeyHasher('short'), RangeError)
})

test('an issued key is read back as it was made and matches its hash', () => {
  const hasher = new KeyHasher(newPepper())
  const issued = issueApiKey(hasher, 'operator', NIL_UUID, Date.now())
  const key = parseApiKey(issued.text)
  assert.ok(key)
  assert.deepEqual([key.kind, key.tenantId, key.keyId], ['operator', NIL_UUID, issued.keyId])
  assert.equal(hasher.matches(key.secret, issued.secret), true)
})
