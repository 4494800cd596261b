import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NIL_UUID } from '@postern/domain'
import { issueApiKey } from './issue-api-key.ts'
import { KeyHasher, newPepper } from './key-hasher.ts'
import { readAuthorization } from './read-authorization.ts'

const { text: key, keyId } = issueApiKey(new KeyHasher(newPepper()), 'push', NIL_UUID, Date.now())

function read(header: string | undefined): string {
  const found = readAuthorization(header)
  return 'fault' in found ? found.fault : `${found.scheme} ${found.key.keyId}`
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
}

test('a bearer token is a key, whatever the case of the scheme', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer ']) {
    assert.equal(read(`${scheme} ${key}`), `bearer ${keyId}`)
  }
})

test('the password of Basic is a key, whatever the user name', () => {
  for (const user of ['', 'postern', 'jürgen', 'a b']) {
    assert.equal(read(basic(`${user}:${key}`)), `basic ${keyId}`)
  }
  assert.equal(read(basic(`:${key}`).replace(/=+$/, '')), `basic ${keyId}`)
})

test('no header is missing, not malformed', () => {
  assert.equal(read(undefined), 'missing')
})

test('what is of no known form is malformed', () => {
  const headers = [
    '',
    key,
    'Bearer',
    'Bearer ',
    `Bearer\t${key}`,
    ` Bearer ${key}`,
    `Bearer ${key} `,
    `Bearer ${key}, Bearer ${key}`,
    `Token ${key}`,
    `Digest username="x"`,
    'Basic !!!',
    `Basic ${Buffer.from(key).toString('base64')}`,
    `Bearer ${'x'.repeat(1_024)}`,
  ]
  for (const header of headers) assert.equal(read(header), 'malformed', header)
})

test('a key with a typo is told from one that is not known', () => {
  const last = key.endsWith('0') ? '1' : '0'
  const mistyped = `${key.slice(0, -1)}${last}`
  for (const header of [`Bearer ${mistyped}`, basic(`x:${mistyped}`), 'Bearer x', basic('x:y')]) {
    assert.equal(read(header), 'mistyped', header)
  }
  assert.equal(read(basic(`x:${key}\n`)), 'mistyped')
})
