import assert from 'node:assert/strict'
import test from 'node:test'
import { credentialId, parseApiKey } from '@postern/domain'
import { findCredentials, withTenant } from '@postern/store'
import { createCredential, testHasher, twoTenants } from './index.ts'

test('a key of a test is found by its text in its own tenant and in no other', async (t) => {
  const { admin, api, acme, globex } = await twoTenants(t)
  const { key } = await createCredential(admin, acme, { scopes: ['push'], namespaces: ['default'] })

  const parsed = parseApiKey(key)
  assert.ok(parsed)
  assert.equal(parsed.tenantId, acme.id)
  const ids = [credentialId(parsed.keyId)]

  const [found] = await withTenant(api, acme.id, (db) => findCredentials(db, acme.id, ids))
  assert.ok(found)
  assert.ok(testHasher.matches(parsed.secret, found.secret))
  assert.deepEqual(found.scopes, ['push'])
  assert.deepEqual(await withTenant(api, globex.id, (db) => findCredentials(db, acme.id, ids)), [])
})
