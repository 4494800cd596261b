import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FamilyLines, type GroupOrder, newUuid } from '@postern/domain'
import type { PlacedPush } from '@postern/store'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { gauges, type HeldGroup, holdGroups, rememberPushes } from './testing/hold-groups.ts'

const URL = '/api/v1/tenants/acme/groups'
const HOUR_MS = 60 * 60_000

function hold(world: TestAdmin, ...groups: readonly HeldGroup[]): Promise<void> {
  return holdGroups(world.api, world.acme.id, groups)
}

function query(...pairs: readonly (readonly [string, string])[]): string {
  return `${URL}?${new URLSearchParams(pairs.map((pair) => [...pair])).toString()}`
}

async function jobs(world: TestAdmin, url: string): Promise<string[]> {
  const { status, body } = await world.call('GET', url)
  assert.equal(status, 200, JSON.stringify(body))
  return body.groups.map(({ labels }) => labels['job'] ?? '')
}

test('a group is listed with all that is known of it but its metrics', async (t) => {
  const world = await startAdmin(t)
  const at = world.clock.nowMs
  const credentialId = newUuid(at)
  await hold(world, {
    labels: { job: 'backup', __proto__x: 'a', zone: 'eu' },
    pushedMs: at - 5_000,
    failedMs: at - 1_000,
    expiresMs: at + HOUR_MS,
    families: [gauges('size_bytes', 1, 2, 3), gauges('age_seconds', 4)],
    origin: { credentialId, address: '192.0.2.7', userAgent: 'curl/8' },
    lastError: 'line 3: no value',
  })
  const { body } = await world.call('GET', URL)
  const [group] = body.groups
  assert.match(group?.id ?? '', /^[\w-]{43}$/)
  assert.deepEqual(body, {
    groups: [
      {
        id: group?.id,
        namespace: 'default',
        labels: { __proto__x: 'a', job: 'backup', zone: 'eu' },
        pushedAt: new Date(at - 5_000).toISOString(),
        failedAt: new Date(at - 1_000).toISOString(),
        lastPushSucceeded: false,
        lastPush: { credentialId, address: '192.0.2.7', userAgent: 'curl/8' },
        lastError: 'line 3: no value',
        contestedAt: null,
        expiresAt: new Date(at + HOUR_MS).toISOString(),
        expiryRule: 'system',
        expiryIsCut: false,
        ttl: null,
        retention: null,
        families: 2,
        series: 4,
        bytes: group?.bytes,
      },
    ],
    total: 1,
    series: 4,
  })
  const one = await world.call('GET', `${URL}/default/${group?.id}`)
  assert.deepEqual([one.status, one.body], [200, { group }])
})

test('selectors and states choose, and all that is said must hold', async (t) => {
  const world = await startAdmin(t)
  const at = world.clock.nowMs
  await world.call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  await hold(
    world,
    { labels: { job: 'a', zone: 'eu-1' }, pushedMs: at - 2 * HOUR_MS },
    { labels: { job: 'b', zone: 'eu-2' }, failedMs: at + HOUR_MS },
    { labels: { job: 'c', zone: 'us-1' }, expiresMs: at + HOUR_MS },
    { labels: { job: 'd' }, namespace: 'team', pushedMs: undefined, failedMs: at },
  )
  const cases: readonly (readonly [readonly (readonly [string, string])[], string])[] = [
    [[], 'abcd'],
    [[['match[]', '{zone=~"eu-.*"}']], 'ab'],
    [[['match[]', '{zone=~"eu"}']], ''],
    [[['match[]', '{zone=""}']], 'd'],
    [[['match[]', '{zone!~"eu-.*",job!="c"}']], 'd'],
    [
      [
        ['match[]', '{job="a"}'],
        ['match[]', '{job="c"}'],
      ],
      'ac',
    ],
    [[['namespace', 'team']], 'd'],
    [[['namespace', 'nobody']], ''],
    [[['staleFor', '1h']], 'ad'],
    [[['staleFor', '3h']], 'd'],
    [[['failed', 'true']], 'bd'],
    [[['failed', 'false']], 'ac'],
    [[['expiringWithin', '2h']], 'c'],
    [[['expiringWithin', '59m']], ''],
    [
      [
        ['staleFor', '1h'],
        ['match[]', '{zone=~".+"}'],
      ],
      'a',
    ],
  ]
  for (const [pairs, expected] of cases) {
    assert.equal((await jobs(world, query(...pairs))).join(''), expected, JSON.stringify(pairs))
  }
})

test('what is asked wrongly is 400', async (t) => {
  const world = await startAdmin(t)
  const queries = [
    ['match[]', 'job="a"', 'selector-malformed'],
    ['match[]', '{job=~"("}', 'selector-malformed'],
    ['match[]', '{}', 'selector-malformed'],
    ['staleFor', '5', 'request-invalid'],
    ['failed', 'maybe', 'request-invalid'],
    ['sort', 'name', 'request-invalid'],
    ['limit', '1001', 'request-invalid'],
    ['offset', '-1', 'request-invalid'],
    ['cursor', 'x', 'request-invalid'],
    [
      'cursor',
      Buffer.from('["series","1","default","x"]').toString('base64url'),
      'request-invalid',
    ],
    ['job', 'a', 'request-invalid'],
  ] as const
  for (const [name, value, code] of queries) {
    const { status, body } = await world.call('GET', query([name, value]))
    assert.deepEqual([status, body.code], [400, code], `${name}=${value}`)
  }
})

const orders: readonly (readonly [GroupOrder, string])[] = [
  ['labels', 'abc'],
  ['pushedAt', 'cab'],
  ['failedAt', 'bca'],
  ['expiresAt', 'bac'],
  ['series', 'acb'],
  ['bytes', 'acb'],
]

for (const [order, ascending] of orders) {
  test(`sorted by ${order}, pages show every group once, forwards and backwards`, async (t) => {
    const world = await startAdmin(t)
    const at = world.clock.nowMs
    await hold(
      world,
      {
        labels: { job: 'c' },
        pushedMs: at - 9_000,
        failedMs: at - 8_000,
        families: [gauges('x', 1, 2)],
      },
      {
        labels: { job: 'a' },
        pushedMs: at - 5_000,
        failedMs: at,
        expiresMs: at + 2 * HOUR_MS,
        families: [gauges('x', 1)],
      },
      {
        labels: { job: 'b' },
        pushedMs: at - 1_000,
        expiresMs: at + HOUR_MS,
        families: [gauges('x', 1, 2, 3)],
      },
    )
    for (const [sort, expected] of [
      [order, ascending],
      [`-${order}`, ascending.split('').toReversed().join('')],
    ] as const) {
      const seen: string[] = []
      let after: readonly (readonly [string, string])[] = []
      for (let pages = 0; pages < 3; pages++) {
        const { body } = await world.call('GET', query(['sort', sort], ['limit', '1'], ...after))
        assert.deepEqual([body.total, body.groups.length], [3, 1])
        seen.push(body.groups[0]?.labels['job'] ?? '')
        assert.equal(body.nextCursor === undefined, pages === 2)
        after = [['cursor', body.nextCursor ?? '']]
      }
      assert.equal(seen.join(''), expected, sort)
      assert.deepEqual(await jobs(world, query(['sort', sort], ['offset', '2'])), [expected[2]])
    }
  })
}

test('a page goes on behind the last group whatever came, changed or went meanwhile', async (t) => {
  const world = await startAdmin(t)
  const named = (job: string, pushedMs: number): HeldGroup => ({ labels: { job }, pushedMs })
  await hold(world, ...'bdfh'.split('').map((job, index) => named(job, 1_000 * (index + 1))))
  const first = await world.call('GET', query(['limit', '2']))
  const byTime = await world.call('GET', query(['limit', '2'], ['sort', 'pushedAt']))
  await hold(world, named('a', 9_000), named('e', 9_001), named('d', 9_002))
  const rest: readonly (readonly [string, string])[] = [['cursor', first.body.nextCursor ?? '']]
  assert.deepEqual(await jobs(world, query(...rest)), ['e', 'f', 'h'])
  assert.deepEqual(
    await jobs(world, query(['sort', 'pushedAt'], ['cursor', byTime.body.nextCursor ?? ''])),
    ['f', 'h', 'a', 'e', 'd'],
  )
  await world.call('DELETE', `${URL}/default/${first.body.groups[1]?.id}`)
  assert.deepEqual((await jobs(world, query(...rest))).at(-1), 'h')
})

test('a push shows with the next look, and a deleted group is gone', async (t) => {
  const world = await startAdmin(t)
  assert.deepEqual(await jobs(world, URL), [])
  await hold(world, { labels: { job: 'a' } }, { labels: { job: 'b' } })
  assert.deepEqual(await jobs(world, URL), ['a', 'b'])
  await hold(world, { labels: { job: 'a' }, families: [gauges('x', 1, 2, 3, 4, 5)] })
  const { body } = await world.call('GET', URL)
  assert.deepEqual([body.total, body.series], [2, 6])
  const [a] = body.groups
  assert.equal((await world.call('DELETE', `${URL}/default/${a?.id}`)).status, 204)
  assert.deepEqual(await jobs(world, URL), ['b'])
  assert.equal((await world.call('DELETE', `${URL}/default/${a?.id}`)).status, 404)
})

test('a group that has ended is gone at once, before anybody swept it', async (t) => {
  const world = await startAdmin(t)
  const at = world.clock.nowMs
  await hold(world, { labels: { job: 'a' }, expiresMs: at + HOUR_MS }, { labels: { job: 'b' } })
  const [group] = (await world.call('GET', URL)).body.groups
  const path = `${URL}/default/${group?.id}`
  assert.equal((await world.call('GET', path)).status, 200)
  world.clock.nowMs += HOUR_MS
  assert.deepEqual(await jobs(world, URL), ['b'])
  for (const [method, url] of [
    ['GET', path],
    ['GET', `${path}/metrics`],
    ['DELETE', path],
  ] as const) {
    const { status, body } = await world.call(method, url)
    assert.deepEqual([status, body.code], [404, 'group-not-found'], `${method} ${url}`)
  }
})

test('a group of a former release is counted from what it holds', async (t) => {
  const world = await startAdmin(t)
  await hold(world, { labels: { job: 'a' }, families: [gauges('x', 1, 2)], uncounted: true })
  const { body } = await world.call('GET', URL)
  assert.deepEqual([body.series, body.groups[0]?.families, body.groups[0]?.series], [2, 1, 2])
})

test("another tenant's group is as missing as one that never was", async (t) => {
  const world = await startAdmin(t)
  await holdGroups(world.api, world.globex.id, [{ labels: { job: 'theirs' } }])
  const theirs = (await world.call('GET', '/api/v1/tenants/globex/groups')).body.groups[0]?.id ?? ''
  const never = Buffer.alloc(32).toString('base64url')
  for (const [method, tail] of [
    ['GET', ''],
    ['GET', '/metrics'],
    ['DELETE', ''],
  ] as const) {
    const answers = []
    for (const id of [never, theirs, 'x', `${theirs}A`, '%00', theirs.slice(1)]) {
      const { status, body } = await world.call(method, `${URL}/default/${id}${tail}`)
      const { instance, ...problem } = body
      assert.equal(typeof instance, 'string')
      answers.push({ status, problem })
    }
    assert.deepEqual([answers[0]?.status, answers[0]?.problem.code], [404, 'group-not-found'])
    for (const answer of answers) assert.deepEqual(answer, answers[0])
  }
  const selected = await world.call('POST', `${URL}/delete`, { match: ['{job="theirs"}'] })
  assert.deepEqual(selected.body.groups, 0)
  assert.equal((await world.call('GET', '/api/v1/tenants/globex/groups')).body.total, 1)
})

const typed: readonly FamilyLines[] = [
  {
    name: 'latency_seconds',
    type: 'histogram',
    help: 'how long',
    series: 4,
    lines:
      'latency_seconds_bucket{job="a",le="0.5"} 1\nlatency_seconds_bucket{job="a",le="+Inf"} 2\n' +
      'latency_seconds_sum{job="a"} 3.5\nlatency_seconds_count{job="a"} 2\n',
    protobuf: undefined,
  },
  {
    name: 'age_seconds',
    type: 'summary',
    help: undefined,
    series: 3,
    lines:
      'age_seconds{job="a",quantile="0.5"} NaN\nage_seconds_sum{job="a"} 1\nage_seconds_count{job="a"} 4\n',
    protobuf: undefined,
  },
  {
    name: 'done_total',
    type: 'counter',
    help: '<b>not a tag</b>',
    series: 1,
    lines: 'done_total{job="a"} +Inf\n',
    protobuf: undefined,
  },
]

test('metrics are shown by their type, families by name', async (t) => {
  const world = await startAdmin(t)
  await hold(world, { labels: { job: 'a' }, families: typed })
  const [group] = (await world.call('GET', URL)).body.groups
  const { status, body } = await world.call('GET', `${URL}/default/${group?.id}/metrics`)
  assert.equal(status, 200)
  const pushedAt = body.families[0]?.pushedAt
  const labels = { job: 'a' }
  assert.deepEqual(body, {
    families: [
      {
        name: 'age_seconds',
        type: 'summary',
        help: null,
        unit: null,
        pushedAt,
        series: 3,
        metrics: [{ labels, count: '4', sum: '1', quantiles: [{ quantile: '0.5', value: 'NaN' }] }],
      },
      {
        name: 'done_total',
        type: 'counter',
        help: '<b>not a tag</b>',
        unit: null,
        pushedAt,
        series: 1,
        metrics: [{ labels, value: '+Inf' }],
      },
      {
        name: 'latency_seconds',
        type: 'histogram',
        help: 'how long',
        unit: null,
        pushedAt,
        series: 4,
        metrics: [
          {
            labels,
            count: '2',
            sum: '3.5',
            buckets: [
              { upperBound: '0.5', cumulativeCount: '1' },
              { upperBound: '+Inf', cumulativeCount: '2' },
            ],
          },
        ],
      },
    ],
    totalFamilies: 3,
    totalSeries: 8,
  })
})

test('pages of metrics show each once, and a family that is cut goes on', async (t) => {
  const world = await startAdmin(t)
  const families = [gauges('b_x', 1, 2, 3), gauges('a_x', 4), gauges('c_y', 5, 6)]
  await hold(world, { labels: { job: 'a' }, families })
  const [group] = (await world.call('GET', URL)).body.groups
  const path = `${URL}/default/${group?.id}/metrics`
  const seen: string[] = []
  let cursor = ''
  for (let pages = 0; pages < 3; pages++) {
    const { body } = await world.call('GET', `${path}?limit=2${cursor}`)
    for (const { name, metrics } of body.families) {
      seen.push(`${name}=${metrics.map(({ value }) => value).join(',')}`)
    }
    assert.equal(body.nextCursor === undefined, pages === 2)
    cursor = `&cursor=${body.nextCursor}`
  }
  assert.deepEqual(seen, ['a_x=4', 'b_x=1', 'b_x=2,3', 'c_y=5,6'])
  const searched = await world.call('GET', `${path}?family=_X`)
  assert.deepEqual(
    searched.body.families.map(({ name }) => name),
    ['a_x', 'b_x'],
  )
  assert.equal((await world.call('GET', `${path}?cursor=x`)).status, 400)
})

test('that an operator of all tenants read metrics is in the audit of the tenant, with the reason', async (t) => {
  const world = await startAdmin(t)
  await hold(world, { labels: { job: 'a' } })
  const [group] = (await world.call('GET', URL)).body.groups
  await world.call('GET', `${URL}/default/${group?.id}`)
  await world.call('GET', `${URL}/default/${group?.id}/metrics?reason=ticket+7`)
  const { body } = await world.call('GET', '/api/v1/tenants/acme/audit')
  assert.deepEqual(
    body.events.map(({ action, target, after }) => [action, target.id, after]),
    [['group.read', group?.id, { namespace: 'default', labels: { job: 'a' }, reason: 'ticket 7' }]],
  )
})

test('activity tells of the first push, and of what failed', async (t) => {
  const world = await startAdmin(t)
  const url = '/api/v1/tenants/acme/activity'
  const nothing = { groups: 0, series: 0, failing: 0, lastPushAt: null, lastFailureAt: null }
  assert.deepEqual((await world.call('GET', url)).body, { ...nothing, version: 0 })
  const at = world.clock.nowMs
  await hold(world, {
    labels: { job: 'a' },
    pushedMs: at,
    failedMs: at + 1,
    expiresMs: at + HOUR_MS,
  })
  assert.deepEqual((await world.call('GET', url)).body, {
    groups: 1,
    series: 1,
    failing: 1,
    lastPushAt: new Date(at).toISOString(),
    lastFailureAt: new Date(at + 1).toISOString(),
    version: 1,
  })
  world.clock.nowMs += HOUR_MS
  assert.deepEqual((await world.call('GET', url)).body, { ...nothing, version: 1 })
})

test('the last pushes to a group are listed, newest first and page by page', async (t) => {
  const world = await startAdmin(t)
  const at = world.clock.nowMs
  await hold(world, { labels: { job: 'backup' }, pushedMs: at })
  const origin = { credentialId: newUuid(at), address: '192.0.2.7', userAgent: undefined }
  const pushed = (ago: number, refusal?: string): PlacedPush => ({
    namespace: 'default',
    groupingKey: ['job', 'backup'],
    atMicros: (at - ago) * 1_000,
    method: 'PUT',
    refusal,
    bytes: 10,
    series: 1,
    origin,
    exitStatus: 0,
  })
  const pushes = [pushed(3_000), pushed(2_000, 'push-inconsistent'), pushed(1_000)]
  await rememberPushes(world.api, world.acme.id, pushes)
  const listed = await world.call('GET', URL)
  const url = `${URL}/default/${listed.body.groups[0]?.id}/pushes`
  const first = await world.call('GET', `${url}?limit=2`)
  assert.deepEqual(
    first.body.pushes.map(({ taken, code, exitStatus }) => [taken, code, exitStatus]),
    [
      [true, null, 0],
      [false, 'push-inconsistent', 0],
    ],
  )
  const rest = await world.call('GET', `${url}?limit=2&cursor=${first.body.nextCursor}`)
  assert.deepEqual(
    rest.body.pushes.map((push) => push.at),
    [new Date(at - 3_000).toISOString()],
  )
  assert.equal(rest.body.nextCursor, undefined)
  const other = await world.call('GET', url.replace('/acme/', '/globex/'))
  assert.equal(other.body.code, 'group-not-found')
})
