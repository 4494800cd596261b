/** What a real Prometheus makes of a scrape in each of its formats. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type HistogramFamily, writeProtobuf } from '@postern/exposition'
import { createCredential, type Ending } from '@postern/testkit'
import { bearer } from '../support/authorization.ts'
import { call } from '../support/call.ts'
import { openGateway } from '../support/gateway.ts'
import { type Prometheus, skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'

const options = { skip: skipWithoutPrometheus, timeout: 60_000 }

const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'

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
  const { database, pushKey, tenant, url } = await openGateway(t)
  const { key } = await createCredential(database.admin, tenant, {
    scopes: ['scrape'],
    openMetrics,
  })
  const text = await call(`${url}/metrics/job/backup/zone/eu`, {
    method: 'PUT',
    key: pushKey,
    body: TEXT,
  })
  assert.equal(text.status, 200, text.text)
  const protobuf = await fetch(`${url}/metrics/job/native`, {
    method: 'PUT',
    headers: { ...bearer(pushKey), 'content-type': PROTOBUF },
    body: new Uint8Array(writeProtobuf([native])),
  })
  assert.equal(protobuf.status, 200, await protobuf.text())
  const config = `scrape_configs:
  - job_name: postern
    honor_labels: true
    authorization: { credentials: '${key}' }
    static_configs: [{ targets: ['${new URL(url).host}'] }]
`
  return startPrometheus(t, config, features)
}

async function valueOf(prometheus: Prometheus, promql: string): Promise<string | undefined> {
  const [series] = await prometheus.untilFound(promql)
  return series?.value
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
  assert.deepEqual(await prometheus.untilFound('size_bytes'), [
    { metric: { __name__: 'size_bytes', ...labels }, value: '1.5' },
  ])
  const expected = {
    runs_total: '3',
    'wait{quantile="0.5"}': '2',
    'duration_bucket{le=~"1|1.0"}': '2',
    duration_count: '5',
    'count(push_time_seconds > 0)': '2',
    up: '1',
  }
  for (const [promql, value] of Object.entries(expected)) {
    assert.equal(await valueOf(prometheus, promql), value, promql)
  }
}

// At once, as Prometheus takes five seconds to look at its targets for the first time.
describe('Prometheus reads a scrape', { concurrency: true }, () => {
  test('in text', options, async (t) => {
    const prometheus = await start(t, [])
    await assertRead(prometheus)
    assert.equal(await valueOf(prometheus, 'latency_seconds_count'), '6')
  })

  test('in protobuf, native histograms too', options, async (t) => {
    const prometheus = await start(t, ['native-histograms'])
    await assertRead(prometheus)
    assert.equal(await valueOf(prometheus, 'histogram_count(latency_seconds)'), '6')
    assert.equal(await valueOf(prometheus, 'histogram_sum(latency_seconds)'), '12.5')
  })

  test('in OpenMetrics', options, async (t) => {
    await assertRead(await start(t, [], true))
  })
})
