import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, constantFrom, integer, property, uint8Array } from 'fast-check'
import { type ApiKey, apiKeyKinds, apiKeyPattern, formatApiKey, parseApiKey } from './api-key.ts'
import { uuidFromBytes } from './ids.ts'

const id = uint8Array({ minLength: 16, maxLength: 16 }).map(uuidFromBytes)
const secret = uint8Array({ minLength: 32, maxLength: 32 })

const KEY: ApiKey = {
  kind: 'push',
  tenantId: '01997a3c-7d2e-7c11-9a51-1f5a7f3c2b10',
  keyId: '01997a3c-7d2e-7c11-9a51-1f5a7f3c2b11',
  secret: new Uint8Array(32).fill(7),
}

test('a key is read back as it was written, and scanners know it', () => {
  check(
    property(constantFrom(...apiKeyKinds), id, id, secret, (kind, tenantId, keyId, bytes) => {
      const key: ApiKey = { kind, tenantId, keyId, secret: bytes }
      const text = formatApiKey(key)
      assert.deepEqual(parseApiKey(text), key)
      assert.match(text, new RegExp(`^${apiKeyPattern}$`))
    }),
  )
})

test('one wrong letter anywhere is noticed without any query', () => {
  const text = formatApiKey(KEY)
  check(
    property(integer({ min: 0, max: text.length - 1 }), (at) => {
      const other = text.charAt(at) === 'x' ? 'y' : 'x'
      assert.equal(parseApiKey(text.slice(0, at) + other + text.slice(at + 1)), undefined)
    }),
  )
})

test('a key with something before or after it is none', () => {
  const text = formatApiKey(KEY)
  for (const other of [` ${text}`, `${text}\n`, text.slice(1), `${text}0`, '']) {
    assert.equal(parseApiKey(other), undefined)
  }
})
