import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { NO_TENANT, type TenantId } from '@postern/domain'
import { listAuditEvents, verifyAudit, withTenant } from '@postern/store'
import { createOperatorKey } from '@postern/testkit'
import { startAdmin } from '../test-admin.ts'

async function open(t: TestContext) {
  const world = await startAdmin(t)
  const { acme, app, admin } = world
  const { key: viewer } = await createOperatorKey(admin, { role: 'tenant-viewer', tenant: acme })
  const { key: ended } = await createOperatorKey(admin, { revokedAt: new Date() })
  const send = async (method: 'GET' | 'POST' | 'DELETE', url: string, key: string) => {
    const headers = { authorization: `Bearer ${key}` }
    const reply = await app.inject({
      method,
      url,
      headers,
      ...(method === 'POST' && { payload: { name: 'x' } }),
    })
    return reply.statusCode
  }
  /** Closing is when what is still being written is waited for. */
  const refusals = async (chain: TenantId) => {
    await app.close()
    const page = { order: 'oldest', limit: 100, after: undefined } as const
    const events = await withTenant(admin, chain, (own) => listAuditEvents(own, chain, {}, page))
    return events
      .filter(({ action }) => action === 'act.refuse')
      .map((event) => [event.actor_kind, event.reason, event.state_after])
  }
  return { ...world, viewer, ended, send, refusals }
}

const NAMESPACES = '/api/v1/tenants/acme/namespaces'

test('who tries what their role may not is in the audit of their tenant', async (t) => {
  const { acme, refusals, send, viewer } = await open(t)
  assert.equal(await send('POST', NAMESPACES, viewer), 403)
  assert.equal(await send('POST', '/api/v1/tenants/globex/namespaces', viewer), 404)
  assert.deepEqual(await refusals(acme.id), [
    [
      'operator',
      'role-insufficient',
      '{"method":"POST","route":"/api/v1/tenants/:slug/namespaces"}',
    ],
  ])
})

test('who tries with a key that has ended is in the audit of the operators, as nobody known', async (t) => {
  const { ended, refusals, send } = await open(t)
  assert.equal(await send('DELETE', '/api/v1/tenants/acme?confirm=acme', ended), 401)
  assert.deepEqual(await refusals(NO_TENANT), [
    ['anonymous', 'credential-invalid', '{"method":"DELETE","route":"/api/v1/tenants/:slug"}'],
  ])
})

test('looking is no act, and neither is what fails for another reason', async (t) => {
  const { acme, call, refusals, send, viewer } = await open(t)
  assert.equal(await send('GET', '/api/v1/audit', viewer), 403)
  assert.equal((await call('POST', NAMESPACES, { name: 'default' })).status, 409)
  assert.deepEqual(await refusals(acme.id), [])
})

test('of thirty refusals within a minute ten are recorded, and the chain is whole', async (t) => {
  const { acme, admin, clock, refusals, send, viewer } = await open(t)
  for (let i = 0; i < 30; i++) assert.equal(await send('POST', NAMESPACES, viewer), 403)
  clock.nowMs += 60_000
  assert.equal(await send('POST', NAMESPACES, viewer), 403)
  assert.equal((await refusals(acme.id)).length, 11)
  assert.equal((await verifyAudit(admin, acme.id)).whole, true)
})
