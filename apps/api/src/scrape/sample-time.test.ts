import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseText } from '@postern/exposition'
import { array, assert as check, constantFrom, integer, property, string, tuple } from 'fast-check'
import { bearer, openGateway } from '../testing/gateway.ts'
import { setOptions } from '../testing/set-namespace-options.ts'
import { stampLines } from './stamp-lines.ts'

const HISTOGRAM = `# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="+Inf"} 2
h_sum 3
h_count 2
`

test('samples have the time of their push where a namespace says so, in every format', async (t) => {
  const { app, database, tenant, keys, put, post } = await openGateway(t)
  await setOptions(database, tenant, 'default', { sampleTime: 'push' })
  await put('/job/a', `m{x="a\\nb"} 1\n${HISTOGRAM}`)
  await post('/job/a', 'later 2\n')
  const scrape = async (accept: string) => {
    const headers = { ...bearer(keys.scrape), accept }
    return (await app.inject({ url: '/metrics', headers })).body
  }
  const text = await scrape('text/plain')
  const pushed = Number(/^push_time_seconds\{.*\} (.*)$/m.exec(text)?.[1]) * 1_000
  const times = [...text.matchAll(/^(?:m|h_bucket|h_sum|h_count)\{.*\} \S+ (\d{13})$/gm)]
  assert.equal(times.length, 5)
  const [first] = times.map(([, time]) => Number(time))
  assert.ok(first !== undefined && first <= pushed && first > pushed - 60_000)
  // The time is that of the family, which a POST of another leaves as it was.
  assert.match(text, new RegExp(`^later\\{.*\\} 2 ${Math.floor(pushed)}$`, 'm'))
  assert.match(text, /^push_time_seconds\{instance="",job="a"\} \S+$/m)
  const protobuf = await scrape(
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text',
  )
  assert.equal([...protobuf.matchAll(/timestamp_ms: (\d{13})/g)].length, 3)
})

test('a change of it is in the next scrape of every replica', async (t) => {
  const { database, tenant, put, scrape, addReplica } = await openGateway(t)
  const other = await addReplica()
  await put('/job/a', 'm 1\n')
  const both = async () =>
    [await scrape(), await scrape(other)].map(
      (text) => /^m\{.*\} 1( \d+)?$/m.exec(text)?.[1] !== undefined,
    )
  assert.deepEqual(await both(), [false, false])
  await setOptions(database, tenant, 'default', { sampleTime: 'push' })
  assert.deepEqual(await both(), [true, true])
  await setOptions(database, tenant, 'default', {})
  assert.deepEqual(await both(), [false, false])
})

test('lines with a time are read back with that time and otherwise as they were', () => {
  const value = constantFrom('1', '-0.5', 'NaN', '+Inf')
  const label = string().map((text) => JSON.stringify(text.replaceAll(/[\\"\n]/g, '_')))
  const line = tuple(label, value).map(([text, number]) => `m{l=${text}} ${number}\n`)
  check(
    property(array(line), integer({ min: 0, max: 2 ** 42 }), (lines, at) => {
      const plain = Buffer.from(lines.map((each, n) => each.replace('{', `{k="${n}",`)).join(''))
      const options = { utf8Names: true }
      const stamped = parseText(Buffer.from(stampLines(plain, at)), options)
      const expected = parseText(plain, options).map((family) => ({
        ...family,
        metrics: family.metrics.map((metric) => ({ ...metric, timestampMs: at })),
      }))
      assert.deepEqual(stamped, expected)
    }),
  )
})
