import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCredential } from '@postern/testkit'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { setLimits } from '../testing/set-limits.ts'

async function get(gateway: Gateway, url: string) {
  const reply = await gateway.app.inject({ url, headers: bearer(gateway.keys.scrape) })
  return { status: reply.statusCode, json: reply.json<Record<string, unknown>>() }
}

test('the query API shows a group in the shape of the Pushgateway', async (t) => {
  const gateway = await openGateway(t, () => Date.UTC(2026, 0, 2, 3, 4, 5, 678))
  await gateway.put(
    '/job/backup/zone/eu',
    [
      '# HELP size How <large>.',
      '# TYPE size gauge',
      'size{disk="a"} 123456789',
      '# TYPE wait summary',
      'wait{quantile="0.5"} 1',
      'wait_sum 3',
      'wait_count 2',
      '# TYPE took histogram',
      'took_bucket{le="1"} 1',
      'took_sum 3',
      'took_count 2',
      '',
    ].join('\n'),
  )

  const { json } = await get(gateway, '/api/v1/metrics')

  const labels = { instance: '', job: 'backup', zone: 'eu' }
  const time_stamp = '2026-01-02T03:04:05.678000Z'
  const pushTime = (help: string, value: string) => ({
    help: `Last Unix time when changing this group in the Pushgateway ${help}.`,
    metrics: [{ labels, value }],
    time_stamp,
    type: 'GAUGE',
  })
  assert.deepEqual(json, {
    status: 'success',
    data: [
      {
        labels: { job: 'backup', zone: 'eu' },
        last_push_successful: true,
        push_failure_time_seconds: pushTime('failed', '0'),
        push_time_seconds: pushTime('succeeded', '1.767323045678e+09'),
        size: {
          help: 'How <large>.',
          metrics: [{ labels: { disk: 'a', ...labels }, value: '1.23456789e+08' }],
          time_stamp,
          type: 'GAUGE',
        },
        took: {
          metrics: [{ buckets: { 1: '1', '+Inf': '2' }, count: '2', labels, sum: '3' }],
          time_stamp,
          type: 'HISTOGRAM',
        },
        wait: {
          metrics: [{ count: '2', labels, quantiles: { '0.5': '1' }, sum: '3' }],
          time_stamp,
          type: 'SUMMARY',
        },
      },
    ],
  })
})

test('a metric called "labels" does not hide whose group it is', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/backup', 'labels 1\nlast_push_successful 1\n')

  const { json } = await get(gateway, '/api/v1/metrics')

  const [group] = json['data'] as [Record<string, unknown>]
  assert.deepEqual(group['labels'], { job: 'backup' })
  assert.equal(group['last_push_successful'], true)
})

test('groups are listed by selector, in pages that together are all of them', async (t) => {
  const gateway = await openGateway(t)
  for (const zone of ['a', 'b', 'c']) await gateway.put(`/job/backup/zone/${zone}`, 'm 1\n')
  await gateway.put('/job/other', 'm 1\n')

  const zones: unknown[] = []
  let cursor = ''
  do {
    const url = `/api/v1/groups?match[]={job="backup"}&limit=2${cursor && `&cursor=${cursor}`}`
    const { json } = await get(gateway, encodeURI(url))
    assert.equal(json['total'], 3)
    zones.push(
      ...(json['groups'] as { labels: { zone: string } }[]).map(({ labels }) => labels.zone),
    )
    cursor = typeof json['nextCursor'] === 'string' ? json['nextCursor'] : ''
  } while (cursor !== '')

  assert.deepEqual(zones, ['a', 'b', 'c'])
})

test('groups are deleted by selector, and a dry run only tells which', async (t) => {
  const gateway = await openGateway(t)
  for (const zone of ['a', 'b', 'c']) await gateway.put(`/job/backup/zone/${zone}`, 'm 1\n')
  const remove = (query: string) =>
    gateway.app.inject({
      method: 'DELETE',
      url: encodeURI(`/api/v1/groups?match[]={zone=~"a|b"}${query}`),
      headers: bearer(gateway.keys.push),
    })

  const dry = await remove('&dry_run=true')
  const before = await gateway.scrape()
  const real = await remove('')

  assert.deepEqual(dry.json(), { groups: 2, series: 2, dryRun: true })
  assert.equal(before.match(/^m\{/gm)?.length, 3)
  assert.deepEqual(real.json(), { groups: 2, series: 2, dryRun: false })
  assert.match(await gateway.scrape(), /^m\{instance="",job="backup",zone="c"\} 1$/m)
})

test('a wipe takes all groups, and needs its scope', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/backup', 'm 1\n')
  const { key } = await createCredential(gateway.database.admin, gateway.tenant, {
    scopes: ['wipe'],
  })
  const wipe = (credential: string) =>
    gateway.app.inject({ method: 'PUT', url: '/api/v1/admin/wipe', headers: bearer(credential) })

  const forbidden = await wipe(gateway.keys.push)
  const allowed = await wipe(key)

  assert.equal(forbidden.statusCode, 403)
  assert.deepEqual([allowed.statusCode, allowed.body], [202, ''])
  assert.doesNotMatch(await gateway.scrape(), /^[^#]/m)
})

test('whoami tells any credential what it is', async (t) => {
  const gateway = await openGateway(t)

  const { json } = await get(gateway, '/api/v1/whoami')

  assert.deepEqual(json['tenant'], { slug: 'acme', name: 'Acme' })
  assert.deepEqual(json['namespaces'], ['default'])
})

test('whoami tells what is left of the limits, and takes nothing of it', async (t) => {
  const nowMs = Date.now()
  const gateway = await openGateway(t, () => nowMs)
  await setLimits(gateway.database, gateway.tenant, {
    pushesPerSecond: 1,
    pushBurst: 10,
    scrapesPerSecondPerCredential: 5,
    maxGroupsPerTenant: 3,
    maxSeriesPerTenant: null,
  })
  await gateway.put('/job/a', 'x 1\n')
  for (let i = 0; i < 3; i++) {
    const { json } = await get(gateway, '/api/v1/whoami')
    assert.deepEqual(json['limits'], {
      pushesPerSecond: { limit: 1, left: 9 },
      scrapesPerSecondPerCredential: { limit: 5, left: 5 },
      maxGroupsPerTenant: { limit: 3, left: 2 },
    })
  }
})
