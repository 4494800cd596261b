import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCredential, createPerson } from '@postern/testkit'
import { startAdmin } from '../test-admin.ts'
import { Browser } from '../test-browser.ts'

const URL = '/api/v1/tenants/acme/credentials'

test('nobody gets a key that may do more than they may', async (t) => {
  const { app, admin, acme } = await startAdmin(t)
  const as = async (role: 'tenant-operator' | 'tenant-admin') => {
    const { headers } = await createPerson(admin, { role, tenant: acme })
    return async (url: string, body: object) => {
      const answer = await new Browser(app).call('POST', url, body, headers)
      return answer.status === 201 ? 201 : answer.body.code
    }
  }
  const draft = (...scopes: string[]) => ({ name: 'x', scopes, namespaces: ['*'] })
  const operator = await as('tenant-operator')
  const boss = await as('tenant-admin')
  for (const scope of ['wipe', 'manage']) {
    assert.equal(await operator(URL, draft('push', scope)), 'role-insufficient')
    assert.equal(await boss(URL, draft('push', scope)), 201)
  }
  assert.equal(await operator(URL, draft('push', 'delete', 'scrape', 'read')), 201)
  // Nor by the successor of one that an admin made.
  const { credential } = await createCredential(admin, acme, { scopes: ['wipe'] })
  const rotate = `${URL}/${credential.id}/rotate`
  assert.equal(await operator(rotate, {}), 'role-insufficient')
  assert.equal(await boss(rotate, {}), 201)
})
