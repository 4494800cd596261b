import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCredential } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'

const DAY_MS = 86_400_000

test('who uses a key hears of its end from fourteen days before, in answers and refusals alike', async (t) => {
  const clock = { nowMs: Date.now() }
  const { app, keys, tenant, database } = await openGateway(t, () => clock.nowMs)
  const expiresAt = new Date(clock.nowMs + 20 * DAY_MS)
  const { key } = await createCredential(database.admin, tenant, { scopes: ['push'], expiresAt })
  const ask = async (url: string, by = key) =>
    (await app.inject({ url, headers: bearer(by) })).headers['postern-key-expires']
  assert.equal(await ask('/api/v1/whoami'), undefined)
  clock.nowMs += 6 * DAY_MS
  for (const url of ['/api/v1/whoami', '/metrics']) {
    assert.equal(await ask(url), expiresAt.toISOString())
  }
  assert.equal(await ask('/api/v1/whoami', keys.scrape), undefined)
})
