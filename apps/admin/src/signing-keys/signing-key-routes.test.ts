import assert from 'node:assert/strict'
import test from 'node:test'
import type { SigningKey } from '@postern/contract'
import { NO_TENANT, systemContext } from '@postern/domain'
import { KeyHasher, newPepper, openSigningKey } from '@postern/server'
import { listAuditEvents, listSigningKeys, withTenant } from '@postern/store'
import { TEST_PEPPER, testHasher } from '@postern/testkit'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { ensureSigningKeys } from './ensure-signing-keys.ts'

const URL = '/api/v1/signing-keys'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

async function list({ app, operatorKey }: TestAdmin): Promise<SigningKey[]> {
  const headers = { authorization: `Bearer ${operatorKey}` }
  const answer = await app.inject({ url: URL, headers })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal(/sealed|private|pepper/.test(answer.body), false)
  return answer.json<{ signingKeys: SigningKey[] }>().signingKeys
}

const states = (keys: readonly SigningKey[]) => keys.map((key) => key.state)

test('the first key is there with the first request, and only once with any number of apps', async (t) => {
  const world = await startAdmin(t)
  const deps = { db: world.admin, hasher: testHasher }
  const context = systemContext(world.clock.nowMs)
  await Promise.all(Array.from({ length: 5 }, () => ensureSigningKeys(deps, context)))
  assert.deepEqual(states(await list(world)), ['current'])
})

test('keys follow each other on schedule, the next one published a day before it signs', async (t) => {
  const world = await startAdmin(t)
  const deps = { db: world.admin, hasher: testHasher }
  const seen: string[][] = []
  await list(world)
  for (const days of [28, 1, 1, 1, 29]) {
    world.clock.nowMs += days * DAY_MS
    await ensureSigningKeys(deps, systemContext(world.clock.nowMs))
    seen.push(states(await list(world)))
  }
  assert.deepEqual(seen, [
    ['current'],
    ['current', 'next'],
    ['former', 'current'],
    ['current'],
    ['current', 'next'],
  ])
})

test('a key that is sealed under a former pepper is followed by one of the new, once, and by a strange process never', async (t) => {
  const world = await startAdmin(t)
  await list(world)
  const pepper = newPepper()
  const ensure = (hasher: KeyHasher) =>
    ensureSigningKeys({ db: world.admin, hasher }, systemContext(world.clock.nowMs))
  await ensure(new KeyHasher(newPepper()))
  assert.deepEqual(states(await list(world)), ['current'])
  await ensure(new KeyHasher(pepper, [TEST_PEPPER]))
  await ensure(new KeyHasher(pepper, [TEST_PEPPER]))
  assert.deepEqual(states(await list(world)), ['current', 'next'])
  world.clock.nowMs += DAY_MS
  assert.deepEqual(states(await list(world)), ['former', 'current'])
  const [, next] = await listSigningKeys(world.admin)
  assert.ok(next && openSigningKey(new KeyHasher(pepper), next.id, next.privateKey))
})

test('a rotation on demand makes a key that signs from a minute later, and is in the audit', async (t) => {
  const world = await startAdmin(t)
  const made = await world.call('POST', URL)
  assert.equal(made.status, 201)
  assert.deepEqual(states(await list(world)), ['current', 'next'])
  world.clock.nowMs += MINUTE_MS
  assert.deepEqual(states(await list(world)), ['former', 'current'])
  assert.deepEqual(await auditOf(world), ['signing-key.rotate', 'signing-key.rotate'])
})

test('a revoked key ends at once, and another signs in its place', async (t) => {
  const world = await startAdmin(t)
  const [first] = await list(world)
  const url = `${URL}/${first?.id}`
  assert.equal((await world.call('DELETE', url)).status, 204)
  assert.equal((await world.call('DELETE', url)).status, 204)
  assert.deepEqual(states(await list(world)), ['revoked', 'current'])
  const unknown = await world.call('DELETE', `${URL}/none`)
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'signing-key-not-found'])
  assert.ok((await auditOf(world)).includes('signing-key.revoke'))
})

test('the data plane reads signing keys and writes none', async (t) => {
  const world = await startAdmin(t)
  await list(world)
  const [key] = await listSigningKeys(world.api)
  assert.ok(key)
  await assert.rejects(
    world.api.updateTable('signing_keys').set({ revoked_at: new Date() }).execute(),
    /permission denied/,
  )
  await assert.rejects(world.api.deleteFrom('signing_keys').execute(), /permission denied/)
})

async function auditOf({ admin }: TestAdmin): Promise<string[]> {
  const page = { order: 'oldest', limit: 100, after: undefined } as const
  const events = await withTenant(admin, NO_TENANT, (own) =>
    listAuditEvents(own, NO_TENANT, {}, page),
  )
  return events.map((event) => event.action)
}
