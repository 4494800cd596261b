import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAuditEvents, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'

test('whoever deletes, wipes or keeps many groups with a key is in the tenant’s audit, and a dry run is not', async (t) => {
  const gateway = await openGateway(t)
  const { app, database, tenant } = gateway
  const { key, credential } = await createCredential(database.admin, tenant, {
    scopes: ['push', 'delete', 'wipe', 'manage'],
  })
  const send = async (method: 'POST' | 'PUT' | 'DELETE', url: string) => {
    const reply = await app.inject({ method, url, headers: bearer(key) })
    assert.ok(reply.statusCode < 300, reply.body)
  }
  const match = encodeURIComponent('{job="a"}')
  await gateway.put('/job/a', 'm 1\n')
  await gateway.put('/job/b', 'm 1\n')
  await send('DELETE', `/api/v1/groups?match[]=${match}&dry_run=true`)
  await send('POST', `/api/v1/groups/retention?match[]=${match}&retention=40d`)
  await send('DELETE', `/api/v1/groups?match[]=${match}`)
  await send('DELETE', `/api/v1/groups?match[]=${match}`)
  await send('PUT', '/api/v1/admin/wipe')
  await send('PUT', '/api/v1/admin/wipe')

  const page = { order: 'oldest', limit: 100, after: undefined } as const
  const events = await withTenant(database.admin, tenant.id, (own) =>
    listAuditEvents(own, tenant.id, {}, page),
  )
  assert.deepEqual(
    events.map(({ action, actor_id, outcome }) => [action, actor_id, outcome]),
    [
      ['groups.retain', credential.id, 'done'],
      ['groups.delete', credential.id, 'done'],
      ['tenant.wipe', credential.id, 'done'],
    ],
  )
  assert.deepEqual(new Set(events.map(({ actor_name }) => actor_name)), new Set([credential.name]))
  assert.match(
    events[1]?.state_before ?? '',
    /"match":\["\{job=\\"a\\"\}"\].*"groups":1,"series":1/,
  )
})
