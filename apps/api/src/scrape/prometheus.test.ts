/** What Prometheus itself makes of a scrape. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HistogramFamily, writeProtobuf } from '@postern/exposition'
import { createCredential, type Ending } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import { type Prometheus, startPrometheus, whyNoPrometheus } from './testing/prometheus.ts'
import { PROTOBUF } from './testing/scraper.ts'

const reason = whyNoPrometheus()
const options = reason === undefined ? {} : { skip: reason }

const native: HistogramFamily = {
  name: 'latency_seconds',
  type: 'histogram',
  help: undefined,
  unit: undefined,
  metrics: [
    {
      labels: [],
      timestampMs: undefined,
      createdMs: undefined,
      count: 6,
      sum: 12.5,
      isFloat: false,
      buckets: [],
      native: {
        schema: 3,
        zeroThreshold: 0.001,
        zeroCount: 1,
        positiveSpans: [{ offset: 0, length: 2 }],
        negativeSpans: [],
        positiveBuckets: [2, 1],
        negativeBuckets: [],
      },
      exemplars: [],
    },
  ],
}

const TEXT = `
# HELP size_bytes Size, "quoted" \\\\ and on\\ntwo lines.
# TYPE size_bytes gauge
size_bytes{disk="a",path="C:\\\\x",quote="\\"",text="two\\nlines"} 1.5
# TYPE runs_total counter
runs_total 3
# TYPE wait summary
wait{quantile="0.5"} 2
wait_sum 10
wait_count 4
# TYPE duration histogram
duration_bucket{le="1"} 2
duration_bucket{le="+Inf"} 5
duration_sum 7
duration_count 5
`

async function start(t: Ending, features: readonly string[], openMetrics = false) {
  const gateway = await openGateway(t)
  const { key } = await createCredential(gateway.database.admin, gateway.tenant, {
    scopes: ['scrape'],
    openMetrics,
  })
  await gateway.put('/job/backup/zone/eu', TEXT)
  const reply = await gateway.app.inject({
    method: 'PUT',
    url: '/metrics/job/native',
    headers: { ...bearer(gateway.keys.push), 'content-type': PROTOBUF },
    payload: Buffer.from(writeProtobuf([native])),
  })
  assert.equal(reply.statusCode, 200, reply.body)
  const address = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  return startPrometheus(t, { address: address.replace('http://', ''), key }, features)
}

async function assertRead(prometheus: Prometheus): Promise<void> {
  const labels = {
    disk: 'a',
    job: 'backup',
    path: 'C:\\x',
    quote: '"',
    text: 'two\nlines',
    zone: 'eu',
  }
  const value = async (promql: string) => [...(await prometheus.query(promql)).values()]
  assert.deepEqual(
    [...(await prometheus.query('size_bytes'))].map(([metric, size]) => [JSON.parse(metric), size]),
    [[{ __name__: 'size_bytes', ...labels }, '1.5']],
  )
  assert.deepEqual(await value('runs_total'), ['3'])
  assert.deepEqual(await value('wait{quantile="0.5"}'), ['2'])
  assert.deepEqual(await value('duration_bucket{le=~"1|1.0"}'), ['2'])
  assert.deepEqual(await value('duration_count'), ['5'])
  assert.deepEqual(await value('count(push_time_seconds > 0)'), ['2'])
  assert.deepEqual(await value('up'), ['1'])
}

test('Prometheus reads a scrape in text', options, async (t) => {
  const prometheus = await start(t, [])
  await assertRead(prometheus)
  assert.deepEqual([...(await prometheus.query('latency_seconds_count')).values()], ['6'])
})

test('Prometheus reads a scrape in protobuf, native histograms too', options, async (t) => {
  const prometheus = await start(t, ['native-histograms'])
  await assertRead(prometheus)
  assert.deepEqual(
    [...(await prometheus.query('histogram_count(latency_seconds)')).values()],
    ['6'],
  )
  assert.deepEqual(
    [...(await prometheus.query('histogram_sum(latency_seconds)')).values()],
    ['12.5'],
  )
})

test('Prometheus reads a scrape in OpenMetrics', options, async (t) => {
  const prometheus = await start(t, [], true)
  await assertRead(prometheus)
})
