/** The usual client for Node, as it comes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counter, Gauge, Histogram, Pushgateway, Registry, Summary } from 'prom-client'
import { basic, bearer } from '../support/authorization.ts'
import { type Gateway, openGateway } from '../support/gateway.ts'

test('push replaces the group, pushAdd the metrics of the same name, delete removes it', async (t) => {
  const gateway = await openGateway(t)
  const both = new Registry()
  const kept = newGauge(both, 'kept')
  const replaced = newGauge(both, 'replaced')
  kept.set(1)
  replaced.set(1)
  const one = new Registry()
  newGauge(one, 'replaced').set(2)
  const group = { jobName: 'nightly', groupings: { zone: 'eu' } }
  const labels = { instance: '', job: 'nightly', zone: 'eu' }

  await clientOf(gateway, both).push(group)
  await clientOf(gateway, one).pushAdd(group)
  assert.deepEqual(await gateway.samples('kept'), [{ name: 'kept', labels, value: '1' }])
  assert.deepEqual(await gateway.samples('replaced'), [{ name: 'replaced', labels, value: '2' }])

  await clientOf(gateway, one).push(group)
  assert.deepEqual(await gateway.samples('kept'), [])
  assert.equal((await gateway.samples('replaced')).length, 1)

  await clientOf(gateway, one).delete(group)
  assert.deepEqual(await gateway.samples('replaced'), [])
  assert.deepEqual(await gateway.samples('push_time_seconds'), [])
})

test('every type of metric arrives with all of its samples', async (t) => {
  const gateway = await openGateway(t)
  const registry = new Registry()
  const registers = [registry]
  new Counter({ name: 'runs_total', help: 'runs', registers }).inc(3)
  new Gauge({ name: 'size', help: 'with "quotes"\nand\\lines', registers }).set(-1.5)
  const seconds = new Histogram({ name: 'seconds', help: 'seconds', buckets: [1, 5], registers })
  seconds.observe(0.5)
  seconds.observe(2)
  const bytes = new Summary({ name: 'bytes', help: 'bytes', percentiles: [0.5], registers })
  bytes.observe(7)

  await clientOf(gateway, registry).push({ jobName: 'nightly' })

  const found = async (name: string) =>
    (await gateway.samples(name)).map(({ labels, value }) => [
      labels['le'] ?? labels['quantile'] ?? '',
      value,
    ])
  assert.deepEqual(await found('runs_total'), [['', '3']])
  assert.deepEqual(await found('size'), [['', '-1.5']])
  assert.deepEqual(await found('seconds_bucket'), [
    ['1', '1'],
    ['5', '2'],
    ['+Inf', '2'],
  ])
  assert.deepEqual(await found('seconds_sum'), [['', '2.5']])
  assert.deepEqual(await found('seconds_count'), [['', '2']])
  assert.deepEqual(await found('bytes'), [['0.5', '7']])
  assert.deepEqual(await found('bytes_count'), [['', '1']])
})

for (const value of [
  'two words',
  '100 %',
  'a+b',
  '"quoted"',
  'back\\slash',
  'äöü 🦔',
  'a=b&c?d#e',
]) {
  test(`a grouping with the value ${value} arrives as it is`, async (t) => {
    const gateway = await openGateway(t)
    const registry = new Registry()
    newGauge(registry, 'size').set(1)
    const group = { jobName: value, groupings: { path: value } }

    await clientOf(gateway, registry).push(group)
    const [sample] = await gateway.samples('size')
    assert.deepEqual(sample?.labels, { instance: '', job: value, path: value })

    await clientOf(gateway, registry).delete(group)
    assert.deepEqual(await gateway.samples('size'), [])
  })
}

test('a value with a slash, which this client cannot send, is refused and not misfiled', async (t) => {
  const gateway = await openGateway(t)
  const registry = new Registry()
  newGauge(registry, 'size').set(1)

  await assert.rejects(
    clientOf(gateway, registry).push({ jobName: 'nightly', groupings: { path: '/var' } }),
    /push failed with status 400/,
  )
  assert.deepEqual(await gateway.samples('size'), [])
})

test('a compressed push arrives', async (t) => {
  const gateway = await openGateway(t)
  const registry = new Registry()
  newGauge(registry, 'size').set(1)
  const headers = { ...bearer(gateway.pushKey), 'Content-Encoding': 'gzip' }

  await new Pushgateway(gateway.url, { headers }, registry).push({ jobName: 'nightly' })

  assert.equal((await gateway.samples('size')).length, 1)
})

test('the key is taken as the password of Basic too', async (t) => {
  const gateway = await openGateway(t)
  const registry = new Registry()
  newGauge(registry, 'size').set(1)
  const url = new URL(gateway.url)
  const auth = `anybody:${gateway.pushKey}`

  await new Pushgateway(url.href, { auth }, registry).push({ jobName: 'one' })
  await new Pushgateway(url.href, { headers: { ...basic(gateway.pushKey) } }, registry).push({
    jobName: 'two',
  })

  const jobs = (await gateway.samples('size')).map(({ labels }) => labels['job'])
  assert.deepEqual(jobs, ['one', 'two'])
})

test('a push without a key, with the wrong key or of a contradiction rejects', async (t) => {
  const gateway = await openGateway(t)
  const registry = new Registry()
  newGauge(registry, 'size').set(1)
  const other = new Registry()
  new Counter({ name: 'size', help: 'size', registers: [other] }).inc()
  const push = (client: Pushgateway<'text/plain; version=0.0.4; charset=utf-8'>) =>
    client.push({ jobName: 'nightly' })
  const scraper = { headers: { ...bearer(gateway.scrapeKey) } }

  await assert.rejects(push(new Pushgateway(gateway.url, {}, registry)), /status 401/)
  await assert.rejects(push(new Pushgateway(gateway.url, scraper, registry)), /status 403/)
  await push(clientOf(gateway, registry))
  await assert.rejects(
    clientOf(gateway, other).push({ jobName: 'another' }),
    /status 400, .*"size" is pushed as COUNTER/,
  )
})

function newGauge(registry: Registry, name: string): Gauge {
  return new Gauge({ name, help: name, registers: [registry] })
}

function clientOf({ url, pushKey }: Gateway, registry: Registry) {
  return new Pushgateway(url, { headers: { ...bearer(pushKey) } }, registry)
}
