import assert from 'node:assert/strict'
import test from 'node:test'
import { type CredentialId, credentialId, newUuid } from '@postern/domain'
import { createCredential, createTenant, openTestDatabase } from '@postern/testkit'
import { CredentialCache } from './credential-cache.ts'

const newId = (): CredentialId => credentialId(newUuid(Date.now()))

test('more strangers at once than are remembered all get their answer, and so does who is known', {
  timeout: 30_000,
}, async (t) => {
  const { admin, api } = await openTestDatabase(t)
  const tenant = await createTenant(admin, 'acme')
  const { credential } = await createCredential(admin, tenant, { scopes: ['push'] })
  const cache = new CredentialCache(api, () => 0)

  const known = cache.find(tenant.id, credential.id)
  const strangers = Array.from({ length: 25_000 }, () => cache.find(tenant.id, newId()))

  assert.equal((await known)?.credential.id, credential.id)
  assert.deepEqual(new Set(await Promise.all(strangers)), new Set([undefined]))
})

test('ids that are nobody’s are asked for once and not with every renewal', async (t) => {
  const { admin, api } = await openTestDatabase(t)
  const tenant = await createTenant(admin, 'acme')
  const { credential } = await createCredential(admin, tenant, { scopes: ['push'] })
  let nowMs = 0
  const cache = new CredentialCache(api, () => nowMs)
  const stranger = newId()
  assert.equal(await cache.find(tenant.id, stranger), undefined)
  await cache.find(tenant.id, credential.id)
  assert.deepEqual(cache.wantedOf(tenant.id), [credential.id])

  nowMs = 1_000
  assert.equal(await cache.find(tenant.id, stranger), undefined)
  assert.equal((await cache.find(tenant.id, credential.id))?.credential.id, credential.id)
})
