import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { LimitSettings } from '@postern/domain'
import { insertNamespace, withTenant } from '@postern/store'
import { createCredential, createTenant } from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { setLimits } from '../testing/set-limits.ts'

async function limited(t: TestContext, settings: LimitSettings): Promise<Gateway> {
  const gateway = await openGateway(t)
  await setLimits(gateway.database, gateway.tenant, settings)
  return gateway
}

async function addNamespace({ database, tenant }: Gateway, name: string): Promise<void> {
  const namespace = { name, createdAt: new Date() }
  await withTenant(database.admin, tenant.id, (db) => insertNamespace(db, tenant.id, namespace))
}

/** `count` series of one metric. */
function series(count: number, metric = 'a'): string {
  return Array.from({ length: count }, (_, i) => `${metric}{i="${i}"} 1\n`).join('')
}

async function push(gateway: Gateway, path: string, body: string, app = gateway.app) {
  const headers = { ...bearer(gateway.keys.push), accept: 'application/json' }
  const reply = await app.inject({ method: 'PUT', url: path, headers, payload: body })
  const { code, detail, limit } = reply.body === '' ? {} : reply.json()
  return { status: reply.statusCode, code, detail, limit, headers: reply.headers }
}

function failureTime(exposition: string, job: string): string | undefined {
  const line = new RegExp(`^push_failure_time_seconds\\{instance="",job="${job}"\\} (.*)$`, 'm')
  return line.exec(exposition)?.[1]
}

test('a push of more series than there may be is refused whole and shows in its group', async (t) => {
  const gateway = await limited(t, { maxSeriesPerPush: 3 })
  assert.equal((await push(gateway, '/metrics/job/j', series(3))).status, 200)
  const { status, code, detail, limit } = await push(gateway, '/metrics/job/j', series(4))
  assert.deepEqual([status, code, limit], [422, 'limit-exceeded', 'maxSeriesPerPush'])
  assert.equal(detail, 'the push has more than 3 series; maxSeriesPerPush is 3')
  const text = await gateway.scrape()
  assert.equal(text.match(/^a\{/gm)?.length, 3)
  assert.equal(failureTime(text, 'j'), '<time>')
})

test('a group holds as many series as it may, whichever pushes bring them', async (t) => {
  const gateway = await limited(t, { maxSeriesPerGroup: 3 })
  assert.equal((await gateway.post('/job/j', series(2, 'a'))).statusCode, 200)
  assert.equal((await gateway.post('/job/j', series(1, 'b'))).statusCode, 200)
  const refused = await gateway.post('/job/j', series(1, 'c'))
  assert.equal(refused.statusCode, 422)
  assert.equal(refused.body, 'the group would have 4 series; maxSeriesPerGroup is 3\n')
  // In the place of others there is room.
  assert.equal((await gateway.put('/job/j', series(3, 'c'))).statusCode, 200)
  assert.equal((await gateway.put('/job/k', series(3, 'c'))).statusCode, 200)
})

test('a namespace and the tenant hold as many series and groups as they may', async (t) => {
  const gateway = await limited(t, { maxSeriesPerTenant: 5, maxGroupsPerTenant: 3 })
  await addNamespace(gateway, 'team')
  await setLimits(
    gateway.database,
    gateway.tenant,
    { maxSeriesPerNamespace: 3, maxGroupsPerNamespace: 2 },
    'team',
  )
  const cases: [path: string, count: number, refusal: string | undefined][] = [
    ['/ns/team/metrics/job/a', 2, undefined],
    ['/ns/team/metrics/job/b', 2, 'the namespace would have 4 series; maxSeriesPerNamespace is 3'],
    ['/ns/team/metrics/job/b', 1, undefined],
    [
      '/ns/team/metrics/job/c',
      0,
      'the namespace would have 3 groups (the most are of the jobs "a" (1), "b" (1)); maxGroupsPerNamespace is 2',
    ],
    ['/metrics/job/a', 3, 'the tenant would have 6 series; maxSeriesPerTenant is 5'],
    ['/metrics/job/a', 2, undefined],
    [
      '/metrics/job/b',
      0,
      'the tenant would have 4 groups (the most are of the jobs "a" (1)); maxGroupsPerTenant is 3',
    ],
  ]
  for (const [path, count, refusal] of cases) {
    const { status, detail } = await push(gateway, path, series(count))
    assert.deepEqual([status, refusal && detail], [refusal ? 422 : 200, refusal], path)
  }
})

test('a push for which there is no group to be leaves no trace', async (t) => {
  const gateway = await limited(t, { maxGroupsPerTenant: 1 })
  await gateway.put('/job/a', series(1))
  assert.equal((await gateway.put('/job/b', series(1))).statusCode, 422)
  assert.equal((await gateway.put('/job/c', 'a 1 1\n')).statusCode, 400)
  const text = await gateway.scrape()
  assert.deepEqual([failureTime(text, 'a'), failureTime(text, 'b')], ['0', undefined])
  assert.equal(failureTime(text, 'c'), undefined)
})

test('what is held already may be pushed again when a limit is lowered below it', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/a', series(5))
  await gateway.put('/job/b', series(5))
  await setLimits(gateway.database, gateway.tenant, {
    maxSeriesPerTenant: 4,
    maxGroupsPerTenant: 1,
  })
  await sleep(1_100)
  assert.equal((await gateway.put('/job/a', series(5))).statusCode, 200)
  assert.equal((await gateway.put('/job/a', series(6))).statusCode, 422)
  assert.equal((await gateway.put('/job/c', series(1))).statusCode, 422)
  assert.equal((await gateway.scrape()).match(/^a\{/gm)?.length, 10)
})

test('a batch is taken whole or not at all', async (t) => {
  const gateway = await limited(t, { maxGroupsPerTenant: 2 })
  const send = (jobs: string[], query = '') =>
    gateway.app.inject({
      method: 'POST',
      url: `/api/v1/pushes${query}`,
      headers: { ...bearer(gateway.keys.push), accept: 'application/json' },
      payload: { pushes: jobs.map((job) => ({ labels: { job }, body: 'a 1\n' })) },
    })
  const refused = await send(['a', 'b', 'c'])
  assert.deepEqual([refused.statusCode, refused.json().code], [422, 'limit-exceeded'])
  assert.match(refused.json().detail, /^push 2: /)
  assert.doesNotMatch(await gateway.scrape(), /job=/)
  const partly = await send(['a', 'b', 'c'], '?partial=true')
  const statuses = partly.json().pushes.map(({ status }: { status: number }) => status)
  assert.deepEqual(statuses, [200, 200, 422])
})

test('a body may be so large on the wire and so large when it is inflated', async (t) => {
  const gateway = await limited(t, { maxPushBytes: 100, maxInflatedPushBytes: 150 })
  const send = (payload: Buffer, headers: Record<string, string> = {}) =>
    gateway.app.inject({
      method: 'PUT',
      url: '/metrics/job/j',
      headers: { ...bearer(gateway.keys.push), ...headers },
      payload,
    })
  const text = (bytes: number) => Buffer.from(`a 1\n#${' '.repeat(bytes - 6)}\n`)
  const gzip = { 'content-encoding': 'gzip' }
  assert.equal((await send(text(100))).statusCode, 200)
  const large = await send(text(101))
  assert.deepEqual(
    [large.statusCode, large.body],
    [413, 'the body has 101 bytes; maxPushBytes is 100\n'],
  )
  assert.equal((await send(gzipSync(text(150)), gzip)).statusCode, 200)
  const bomb = await send(gzipSync(text(151)), gzip)
  assert.deepEqual(
    [bomb.statusCode, bomb.body],
    [413, 'the body has more than 150 bytes; maxInflatedPushBytes is 150\n'],
  )
})

test('a body in chunks is read no further than it may be long', async (t) => {
  const gateway = await limited(t, { maxPushBytes: 100 })
  const address = await gateway.app.listen({ port: 0, host: '127.0.0.1' })
  const send = (bytes: number) =>
    fetch(`${address}/metrics/job/j`, {
      method: 'PUT',
      headers: bearer(gateway.keys.push),
      body: new Blob([`a 1\n#${' '.repeat(bytes - 6)}\n`]).stream(),
      duplex: 'half',
    })
  assert.equal((await send(100)).status, 200)
  const refused = await send(101)
  assert.equal(refused.status, 413)
  assert.equal(await refused.text(), 'the body has more than 100 bytes; maxPushBytes is 100\n')
})

test('a line may be so long', async (t) => {
  const gateway = await limited(t, { maxLineBytes: 10 })
  assert.equal((await gateway.put('/job/j', '# 12345678\na 1\n')).statusCode, 200)
  const refused = await gateway.put('/job/j', 'a 1\n# 123456789\n')
  assert.equal(refused.statusCode, 400)
  assert.match(refused.body, /line 2: the line has 11 bytes; maxLineBytes is 10$/m)
})

test('labels may be so many, and HELP is cut', async (t) => {
  const gateway = await limited(t, { maxLabelNamesPerSeries: 3, maxHelpBytes: 4 })
  assert.equal((await gateway.put('/job/j', '# HELP a abcdef\na{x="1"} 1\n')).statusCode, 200)
  assert.match(await gateway.scrape(), /^# HELP a abcd$/m)
  assert.equal((await gateway.put('/job/j', 'a{x="1",y="1"} 1\n')).statusCode, 422)
})

test('all replicas together let in exactly as many groups as there may be', async (t) => {
  const gateway = await limited(t, { maxGroupsPerTenant: 20, maxSeriesPerTenant: 35 })
  const replicas: FastifyInstance[] = [gateway.app, await gateway.addReplica()]
  const pushes = Array.from({ length: 60 }, async (_, i) => {
    const app = replicas[i % 2]
    return (await push(gateway, `/metrics/job/j${i}`, series(1), app)).status
  })
  const statuses = await Promise.all(pushes)
  assert.equal(statuses.filter((status) => status === 200).length, 20)
  const more = Array.from({ length: 60 }, async (_, i) => {
    const app = replicas[i % 2]
    return (await push(gateway, `/metrics/job/j${i}`, series(2), app)).status
  })
  assert.equal((await Promise.all(more)).filter((status) => status === 200).length, 15)
  for (const app of replicas) {
    assert.equal((await gateway.scrape(app)).match(/^a\{/gm)?.length, 35)
  }
})

test('a limit that changes holds on all replicas within two seconds', async (t) => {
  const gateway = await limited(t, { maxSeriesPerPush: 5 })
  const replicas = [gateway.app, await gateway.addReplica()]
  for (const app of replicas) {
    assert.equal((await push(gateway, '/metrics/job/j', series(4), app)).status, 200)
  }
  await setLimits(gateway.database, gateway.tenant, { maxSeriesPerPush: 3 })
  const changedMs = performance.now()
  for (const app of replicas) {
    while ((await push(gateway, '/metrics/job/j', series(4), app)).status === 200) await sleep(20)
  }
  assert.ok(performance.now() - changedMs < 2_000)
})

test('a dry run is told of the limits and leaves no trace', async (t) => {
  const gateway = await limited(t, { maxSeriesPerPush: 3, maxSeriesPerTenant: 2 })
  for (const count of [3, 4]) {
    const { status } = await push(gateway, '/metrics/job/j?dry_run=true', series(count))
    assert.equal(status, 422)
  }
  assert.doesNotMatch(await gateway.scrape(), /job="j"/)
})

test('who may not push is told so before the size of the body is', async (t) => {
  const gateway = await limited(t, { maxPushBytes: 10 })
  const { key } = await createCredential(gateway.database.admin, gateway.tenant, {
    scopes: ['scrape'],
  })
  const reply = await gateway.app.inject({
    method: 'PUT',
    url: '/metrics/job/j',
    headers: bearer(key),
    payload: series(10),
  })
  assert.equal(reply.statusCode, 403)
})

test('bodies of one tenant that are being read leave room for those of others', async (t) => {
  const gateway = await limited(t, { maxPushBytes: 64 * 1024 * 1024 })
  const { database, app } = gateway
  const other = await createTenant(database.admin, 'other')
  const { key } = await createCredential(database.admin, other, { scopes: ['push'] })
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const begin = (bearerKey: string, bytes: number) => {
    const request = httpRequest({
      port,
      method: 'PUT',
      path: '/metrics/job/j',
      headers: { ...bearer(bearerKey), 'content-length': bytes, connection: 'close' },
    })
    request.on('error', () => undefined)
    t.after(() => request.destroy())
    request.flushHeaders()
    return request
  }
  // A first push, so that the credential is known and the requests are let in in their order.
  await gateway.put('/job/j', 'a 1\n')
  const half = 64 * 1024 * 1024
  const held = [begin(gateway.keys.push, half), begin(gateway.keys.push, half)]
  await sleep(100)
  const refused = begin(gateway.keys.push, 1024)
  const [response] = await once(refused, 'response')
  assert.deepEqual([response.statusCode, response.headers['retry-after']], [503, '1'])
  const welcome = begin(key, 4)
  welcome.end('a 1\n')
  assert.equal((await once(welcome, 'response'))[0].statusCode, 200)
  for (const request of held) request.destroy()
  await sleep(100)
  assert.equal((await gateway.put('/job/j', 'a 1\n')).statusCode, 200)
})
