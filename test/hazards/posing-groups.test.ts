/** Groups of `default` that carry the namespace label: no series stands in a scrape twice, whichever came first. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import { emptyContent, pushInto } from '@postern/domain'
import { createLogger } from '@postern/server'
import { lockHead, saveBatch, withTenant } from '@postern/store'
import { createOperatorKey, openTestDatabase, testHasher } from '@postern/testkit'
import { sql } from 'kysely'
import { bearer } from '../support/authorization.ts'
import { readSamples } from '../support/samples.ts'
import { createTenantWithKeys } from '../support/tenant.ts'
import { until } from '../support/until.ts'

// More than anything is believed of a credential.
const BELIEVED_MS = 2_000

async function open(t: TestContext) {
  const database = await openTestDatabase(t)
  const { tenant, pushKey, scrapeKey } = await createTenantWithKeys(database, 'acme')
  const { key: operatorKey } = await createOperatorKey(database.admin)
  const clock = { nowMs: Date.now() }
  const shared = {
    hasher: testHasher,
    logger: createLogger('silent'),
    clock: () => clock.nowMs,
    databaseClock: () => clock.nowMs * 1_000,
  }
  const replicas = [
    await createApi({ ...shared, db: database.api }),
    await createApi({ ...shared, db: database.api }),
  ] as const
  const admin = await createAdmin({ ...shared, db: database.admin })
  for (const app of [...replicas, admin]) t.after(() => app.close())
  const json = { accept: 'application/json' }
  const send = async (
    url: string,
    payload?: string,
    method: 'PUT' | 'DELETE' = 'PUT',
    replica = replicas[0],
  ) => {
    const headers = { ...bearer(pushKey), ...json }
    const reply = await replica.inject({ method, url, headers, payload: payload ?? '' })
    return { status: reply.statusCode, body: reply.body === '' ? {} : reply.json() }
  }
  const makeNamespace = async (name: string) => {
    const reply = await admin.inject({
      method: 'POST',
      url: `/api/v1/tenants/${tenant.slug}/namespaces`,
      headers: { ...bearer(operatorKey), ...json },
      payload: { name },
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  const scrape = async () => {
    const reply = await replicas[1].inject({ url: '/metrics', headers: bearer(scrapeKey) })
    assert.equal(reply.statusCode, 200, reply.body)
    return readSamples(reply.body).map(({ name, labels }) => JSON.stringify([name, labels]))
  }
  return { clock, database, makeNamespace, replicas, scrape, send, tenant }
}

function assertUnique(series: readonly string[]): void {
  assert.equal(new Set(series).size, series.length, series.toSorted().join('\n'))
}

const posing: Readonly<Record<string, readonly [url: string, body: string]>> = {
  'a label in the body': ['/metrics/job/a', 'm{namespace="team"} 1\n'],
  'a label in the body behind others': ['/metrics/job/a', 'm{a="b",namespace="team",z="1"} 1\n'],
  'the path': ['/metrics/job/a/namespace/team', 'm 1\n'],
  'the path of a group without metrics': ['/metrics/job/a/namespace/team', ''],
  'a histogram': [
    '/metrics/job/a',
    '# TYPE h histogram\nh_bucket{namespace="team",le="+Inf"} 1\nh_sum{namespace="team"} 1\nh_count{namespace="team"} 1\n',
  ],
  'a series among many': [
    '/metrics/job/a',
    `${Array.from({ length: 500 }, (_, i) => `m{i="${i}"} 1\n`).join('')}m{namespace="team"} 1\n`,
  ],
}

for (const [what, [url, body]] of Object.entries(posing)) {
  test(`a namespace is not made while a group of default has its name as label: ${what}`, async (t) => {
    const { makeNamespace, send } = await open(t)
    assert.equal((await send(url, body)).status, 200)
    const refused = await makeNamespace('team')
    assert.deepEqual([refused.status, refused.body.code], [409, 'namespace-label-taken'])
    assert.deepEqual(refused.body.group.namespace, 'default')
    assert.equal(refused.body.group.labels.job, 'a')
    await send(url, undefined, 'DELETE')
    assert.equal((await makeNamespace('team')).status, 201)
  })
}

test('what only resembles the label is in nobody’s way', async (t) => {
  const { makeNamespace, send } = await open(t)
  const bodies = [
    '# HELP m as in m{namespace="team"}\nm 1\n',
    'm{kube_namespace="team"} 1\n',
    'm{namespace="team-b"} 1\n',
    'm{a="{namespace=\\"team\\",namespace="} 1\n',
  ]
  for (const [index, body] of bodies.entries()) {
    assert.equal((await send(`/metrics/job/j${index}`, body)).status, 200, body)
  }
  assert.equal((await makeNamespace('team')).status, 201)
})

test('a group that has ended is in nobody’s way', async (t) => {
  const { clock, makeNamespace, send } = await open(t)
  await send('/metrics/job/a?ttl=60', 'm{namespace="team"} 1\n')
  assert.equal((await makeNamespace('team')).status, 409)
  clock.nowMs += 60_001
  assert.equal((await makeNamespace('team')).status, 201)
})

test('once there is a namespace no push to default carries its name, not even one that fails', async (t) => {
  const { clock, makeNamespace, replicas, scrape, send } = await open(t)
  await send('/metrics/job/other', 'm 1\n')
  await send('/metrics/job/other', 'm 1\n', 'PUT', replicas[1])
  assert.equal((await makeNamespace('team')).status, 201)
  // Neither replica has read anything of credentials and namespaces since.
  for (const replica of replicas) {
    for (const [url, body] of Object.values(posing)) {
      const { status, body: problem } = await send(url, body, 'PUT', replica)
      assert.deepEqual([status, problem.code], [403, 'namespace-forbidden'], url)
    }
    const failing = await send('/metrics/job/a/namespace/team', 'm 1 1234\n', 'PUT', replica)
    assert.equal(failing.status, 400)
  }
  clock.nowMs += BELIEVED_MS
  assert.equal((await send('/ns/team/metrics/job/a', 'm 1\n')).status, 200)
  const series = await scrape()
  assertUnique(series)
  assert.equal(series.filter((each) => each.includes('"team"')).length, 3)
})

test('a group that comes between the look at all groups and the making of the namespace is seen', async (t) => {
  const { database, makeNamespace, tenant } = await open(t)
  const atMicros = Date.now() * 1_000
  const lines = 'm{instance="",job="a",namespace="team"} 1\n'
  const family = { name: 'm', type: 'gauge', help: undefined, series: 1, lines } as const
  const content = pushInto(emptyContent, [{ ...family, protobuf: undefined }], 'PUT', atMicros)
  const group = {
    namespace: 'default',
    groupingKey: ['job', 'a'],
    content: content.bytes,
    pushedAtMicros: atMicros,
    failedAtMicros: undefined,
    createdVersion: 1,
    expiry: undefined,
  }
  const made = await withTenant(database.api, tenant.id, async (own) => {
    await lockHead(own, tenant.id)
    const making = makeNamespace('team')
    await until('it to wait for the lock', async () => {
      const { rows } = await sql`
        select from pg_locks join pg_stat_activity using (pid)
          where datname = current_database() and not granted
      `.execute(database.owner)
      return rows.length > 0
    })
    await saveBatch(own, tenant.id, { groups: [group], pushes: [], version: 1, atMicros })
    // In an object, or the transaction would wait for what waits for it.
    return { making }
  })
  const { status, body } = await made.making
  assert.deepEqual([status, body.code], [409, 'namespace-label-taken'])
})

test('of a push and a namespace that are made at once one is refused, on any replica', async (t) => {
  const { clock, makeNamespace, replicas, scrape, send } = await open(t)
  const outcomes = new Set<string>()
  for (let round = 0; round < 24; round++) {
    const name = `team-${round}`
    const body = `m{namespace="${name}"} 1\n`
    const pushes = replicas.map((replica, index) =>
      send(`/metrics/job/r${round}/on/${index}`, body, 'PUT', replica),
    )
    const [made, ...pushed] = await Promise.all([makeNamespace(name), ...pushes])
    for (const { status } of pushed) {
      assert.equal(status, made.status === 201 ? 403 : 200)
      outcomes.add(`${made.status} ${status}`)
    }
    if (made.status === 201) {
      clock.nowMs += BELIEVED_MS
      assert.equal((await send(`/ns/${name}/metrics/job/r${round}`, 'm 1\n')).status, 200)
    }
    assertUnique(await scrape())
  }
  t.diagnostic(`outcomes: ${[...outcomes].join(', ')}`)
})
