/** What hangs on where a request comes from, behind a proxy. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAuditEvents, withTenant } from '@postern/store'
import { createCredential, createTenant, type Ending, openTestDatabase } from '@postern/testkit'
import { call } from '../support/call.ts'
import { startReplica } from '../support/replica.ts'
import { until } from '../support/until.ts'

async function open(t: Ending) {
  const database = await openTestDatabase(t)
  const tenant = await createTenant(database.admin, 'acme')
  // The test itself is the proxy.
  const replica = await startReplica(t, database, { transport: { trust: { hops: 1 } } })
  const scrape = async (forwardedFor: string, key: string) => {
    const headers = { 'x-forwarded-for': forwardedFor }
    return (await call(`${replica.url}/metrics`, { key, headers })).status
  }
  return { database, tenant, scrape }
}

test('a key is bound to the networks of its clients, not of the proxy', async (t) => {
  const { database, scrape, tenant } = await open(t)
  const { key } = await createCredential(database.admin, tenant, {
    scopes: ['scrape'],
    sourceNetworks: ['192.0.2.0/24', '2001:db8::/32'],
  })
  assert.equal(await scrape('192.0.2.7', key), 200)
  assert.equal(await scrape('2001:db8::7', key), 200)
  assert.equal(await scrape('6.6.6.6, 192.0.2.7:51234', key), 200)
  assert.equal(await scrape('192.0.2.7, 6.6.6.6', key), 401)
  assert.equal(await scrape('unknown', key), 401)
  assert.equal(await scrape('', key), 401)

  const addresses = await until('the refusals in the audit', async () => {
    const events = await withTenant(database.admin, tenant.id, (own) =>
      listAuditEvents(own, tenant.id, {}, { order: 'oldest', limit: 10, after: undefined }),
    )
    return events.length === 3 && events.map(({ address }) => address)
  })
  assert.deepEqual(addresses, ['6.6.6.6', '127.0.0.1', '127.0.0.1'])
})

test('who guesses is slowed down, whatever he claims to be, and nobody else behind the proxy', async (t) => {
  const { database, scrape, tenant } = await open(t)
  const { key } = await createCredential(database.admin, tenant, { scopes: ['scrape'] })
  for (let i = 0; i < 10; i++) assert.equal(await scrape(`10.0.0.${i}, 6.6.6.6`, 'x'), 401)
  assert.equal(await scrape('192.0.2.7, 6.6.6.6', 'x'), 429)
  assert.equal(await scrape('6.6.6.6, 192.0.2.7', 'x'), 401)
  assert.equal(await scrape('192.0.2.7', key), 200)
})
