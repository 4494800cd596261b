/**
 * One tenant makes the same random calls in three worlds: in one it is alone, in one there is another that holds the same
 * but for a word, in one there is another that is busy meanwhile. No answer differs, in status, headers or size.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '@postern/api'
import { scopes, type Tenant } from '@postern/domain'
import { createLogger } from '@postern/server'
import { insertNamespace, saveTenantLimits, withTenant } from '@postern/store'
import {
  createCredential,
  createSigningKey,
  createTenant,
  openTestDatabase,
  type TestDatabase,
  testHasher,
} from '@postern/testkit'
import * as fc from 'fast-check'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { basic, bearer } from '../support/authorization.ts'
import { copyRows } from '../support/copy-rows.ts'
import { type Digest, openDigest } from '../support/digest.ts'
import { type Call, CREDENTIALS, call, WORD } from './canary-calls.ts'

/** In everything that the other tenant sends, and nowhere else. */
const CANARY = 'canary7d1f'
const START_MS = Date.UTC(2026, 0, 1)

// What the requests of others leave behind, at a time of their choosing.
const TRACES = new Set(['credential_uses', 'usage_hours', 'usage_refusals', 'rate_shares'])

interface Key {
  readonly id: string
  readonly key: string
}

interface World {
  readonly name: string
  readonly app: FastifyInstance
  readonly clock: { nowMs: number }
  readonly ours: readonly Key[]
  readonly theirs: readonly Key[]
  readonly words: readonly string[]
  readonly heldByOther: () => Promise<Digest>
}

async function furnish(database: TestDatabase, slug: string): Promise<[Tenant, Key[]]> {
  const { admin } = database
  const tenant = await createTenant(admin, slug)
  await withTenant(admin, tenant.id, async (own) => {
    await insertNamespace(own, tenant.id, { name: 'blue', createdAt: new Date() })
    const limits = { pushesPerSecond: 1_000, maxGroupsPerTenant: 6, maxSeriesPerPush: 4 }
    await saveTenantLimits(own, tenant.id, limits, new Date())
  })
  const drafts = [
    { scopes },
    { scopes, openMetrics: true },
    { scopes: ['push', 'delete'], namespaces: ['default'] },
    { scopes: ['scrape', 'read'], namespaces: ['blue'] },
    { scopes, labelRules: { job: ['b*'] } },
  ] as const
  assert.equal(drafts.length, CREDENTIALS)
  const keys: Key[] = []
  for (const draft of drafts) {
    const { key, credential } = await createCredential(admin, tenant, draft)
    keys.push({ id: credential.id, key })
  }
  return [tenant, keys]
}

async function openWorlds(): Promise<World[]> {
  const first = await openTestDatabase(test)
  await createSigningKey(first.admin, new Date(START_MS))
  const [, ours] = await furnish(first, 'acme')
  const others = [await openTestDatabase(test), await openTestDatabase(test)]
  for (const other of others) await copyRows(test, first, other)
  const [alone, ...shared] = await Promise.all(
    ['alone', 'with a twin', 'with a busy one'].map((name, index) =>
      openWorld(name, [first, ...others][index] ?? first, ours, index > 0),
    ),
  )
  assert.ok(alone)
  return [alone, ...shared]
}

async function openWorld(
  name: string,
  database: TestDatabase,
  ours: readonly Key[],
  isShared: boolean,
): Promise<World> {
  const [other, theirs] = isShared ? await furnish(database, 'globex') : [undefined, []]
  const clock = { nowMs: START_MS }
  const app = await createApi({
    db: database.api,
    hasher: testHasher,
    clock: () => clock.nowMs,
    databaseClock: () => clock.nowMs * 1_000,
    logger: createLogger('silent'),
  })
  test.after(() => app.close())
  const digest = openDigest(test, database)
  return {
    name,
    app,
    clock,
    ours,
    theirs,
    words: other ? [CANARY, other.id, ...theirs.map(({ id }) => id)] : [],
    heldByOther: () => (other ? digest({ tenantId: other.id, except: TRACES }) : digest()),
  }
}

/** The call as one of the keys makes it, the tenant's own word in it. */
async function make(
  { app }: World,
  keys: readonly Key[],
  { credential, payload, method, url, headers }: Call,
  word: string,
  tag?: string,
): Promise<LightMyRequestResponse> {
  const { id, key } = keys[credential] ?? { id: '', key: '' }
  const own = url === '/oauth2/token' ? basic(key, id) : bearer(key)
  return app.inject({
    method,
    url,
    headers: { ...headers, ...own, ...(tag !== undefined && { 'if-none-match': tag }) },
    ...(payload === undefined
      ? {}
      : { payload: typeof payload === 'string' ? payload.replaceAll(WORD, word) : payload }),
  })
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** All of an answer but what is drawn by lot for each: ids, and the tokens that hold them. */
function seen({ statusCode, headers, rawPayload }: LightMyRequestResponse) {
  const { date: _date, ...rest } = headers
  const text = rawPayload.toString('latin1').replace(/"access_token":"[^"]+"/, '"access_token"')
  return {
    statusCode,
    headers: JSON.stringify(rest).replaceAll(UUID, 'uuid'),
    size: rawPayload.length,
    body: text.replaceAll(UUID, 'uuid'),
  }
}

test('a tenant cannot tell whether there is another, whatever it asks and whatever the other does', {
  timeout: 180_000,
}, async (t) => {
  const worlds = await openWorlds()
  const [alone, twin, busy] = worlds
  assert.ok(alone && twin && busy)
  const everything: Call = {
    credential: 0,
    method: 'PUT',
    url: '/metrics/job/backup',
    headers: {},
    payload: `m{word="${WORD}"} 1\n`,
    afterMs: 0,
    ifChanged: false,
  }
  assert.equal((await make(twin, twin.theirs, everything, CANARY)).statusCode, 200)
  const before = await twin.heldByOther()
  const tags = new Map<string, string>()
  const statuses = new Map<number, number>()

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(call, call), { minLength: 15, maxLength: 30 }),
      async (calls) => {
        for (const [mine, meanwhile] of calls) {
          await make(busy, busy.theirs, meanwhile, CANARY)
          const tag = mine.ifChanged ? tags.get(mine.url) : undefined
          const answers = []
          for (const world of worlds) {
            world.clock.nowMs += mine.afterMs
            const reply = await make(world, world.ours, mine, 'plain7d1f', tag)
            const answer = `${JSON.stringify(reply.headers)}\n${reply.body}`
            for (const word of world.words) assert.equal(answer.includes(word), false, answer)
            answers.push(reply)
          }
          const [first, ...others] = answers
          assert.ok(first)
          statuses.set(first.statusCode, (statuses.get(first.statusCode) ?? 0) + 1)
          if (first.headers.etag !== undefined) tags.set(mine.url, first.headers.etag)
          for (const other of others) assert.deepEqual(seen(other), seen(first))
        }
      },
    ),
    { numRuns: Number(process.env['POSTERN_CANARY_RUNS'] ?? 20) },
  )

  t.diagnostic(JSON.stringify(Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b))))
  assert.ok((statuses.get(200) ?? 0) > 20)
  assert.equal(statuses.get(500), undefined)
  assert.deepEqual(await twin.heldByOther(), before)
})
