import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type HistogramFamily, type MetricFamily, writeProtobuf } from '@postern/exposition'
import { createCredential, type Ending } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import {
  OPEN_METRICS,
  PROTO_COMPACT_TEXT,
  PROTO_TEXT,
  PROTOBUF,
  Scraper,
  TEXT,
} from './testing/scraper.ts'

async function open(t: Ending, options: { readonly openMetrics?: boolean } = {}) {
  const gateway = await openGateway(t)
  const { key } = await createCredential(gateway.database.admin, gateway.tenant, {
    scopes: ['scrape'],
    ...options,
  })
  const pushProtobuf = async (path: string, families: readonly MetricFamily[]) => {
    const reply = await gateway.app.inject({
      method: 'PUT',
      url: `/metrics${path}`,
      headers: { ...bearer(gateway.keys.push), 'content-type': PROTOBUF },
      payload: Buffer.from(writeProtobuf(families)),
    })
    assert.equal(reply.statusCode, 200, reply.body)
  }
  return { gateway, scraper: new Scraper(gateway.app, key), pushProtobuf }
}

const labels = ['instance', '', 'job', 'backup']

const native: HistogramFamily = {
  name: 'latency_seconds',
  type: 'histogram',
  help: 'How long it took.',
  unit: undefined,
  metrics: [
    {
      labels,
      timestampMs: undefined,
      createdMs: 1_700_000_000_000,
      count: 7,
      sum: 12.5,
      isFloat: false,
      buckets: [
        {
          upperBound: 1,
          cumulativeCount: 3,
          exemplar: { labels: ['trace', 'abc'], value: 0.5, timestampMs: 1_700_000_000_123 },
        },
        { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 7, exemplar: undefined },
      ],
      native: {
        schema: 3,
        zeroThreshold: 0.001,
        zeroCount: 1,
        positiveSpans: [
          { offset: 0, length: 2 },
          { offset: 3, length: 1 },
        ],
        negativeSpans: [{ offset: 1, length: 1 }],
        positiveBuckets: [2, 1, -2],
        negativeBuckets: [2],
      },
      exemplars: [{ labels: ['trace', 'def'], value: 2, timestampMs: 1_700_000_000_456 }],
    },
  ],
}

const nativeFloat: HistogramFamily = {
  ...native,
  name: 'share',
  type: 'gauge_histogram',
  help: undefined,
  metrics: native.metrics.map((metric) => ({
    ...metric,
    createdMs: undefined,
    count: 4.5,
    isFloat: true,
    buckets: [],
    exemplars: [],
    native: {
      schema: -4,
      zeroThreshold: 0,
      zeroCount: 0.5,
      positiveSpans: [{ offset: -2, length: 2 }],
      negativeSpans: [],
      positiveBuckets: [1.5, 2.5],
      negativeBuckets: [],
    },
  })),
}

const counter: MetricFamily = {
  name: 'sent_total',
  type: 'counter',
  help: undefined,
  unit: undefined,
  metrics: [
    {
      labels,
      timestampMs: undefined,
      createdMs: 1_700_000_000_000,
      value: 3,
      exemplar: { labels: ['trace', 'abc'], value: 1, timestampMs: undefined },
    },
  ],
}

test('what was pushed as protobuf comes back as protobuf: native histograms, exemplars, times of creation', async (t) => {
  const { scraper, pushProtobuf } = await open(t)
  await pushProtobuf('/job/backup', [native, nativeFloat, counter])

  const families = await scraper.families(PROTOBUF)

  assert.deepEqual(families.get('latency_seconds'), native)
  assert.deepEqual(families.get('share'), nativeFloat)
  assert.deepEqual(families.get('sent_total'), counter)
})

test('groups with and without more than text can say are scraped together', async (t) => {
  const { gateway, scraper, pushProtobuf } = await open(t)
  const classic = (count: number) =>
    `# TYPE latency_seconds histogram\nlatency_seconds_bucket{le="1"} ${count}\nlatency_seconds_count ${count}\nlatency_seconds_sum 1\n`
  for (const job of ['a', 'c']) await gateway.put(`/job/${job}`, classic(2))
  await pushProtobuf('/job/backup', [native])
  await gateway.put('/job/d', classic(4))

  const family = (await scraper.families(PROTOBUF)).get('latency_seconds')

  assert.ok(family?.type === 'histogram')
  assert.deepEqual(
    family.metrics.map(({ labels: [, , , job], count, native: sparse }) => [
      job,
      count,
      sparse?.schema,
    ]),
    [
      ['a', 2, undefined],
      ['backup', 7, 3],
      ['c', 2, undefined],
      ['d', 4, undefined],
    ],
  )
})

test('text shows native histograms without their buckets, and no exemplars', async (t) => {
  const { scraper, pushProtobuf } = await open(t)
  await pushProtobuf('/job/backup', [native, nativeFloat, counter])

  const { body } = await scraper.get()

  assert.match(
    body,
    /^# TYPE share histogram\nshare_bucket\{instance="",job="backup",le="\+Inf"\} 4\.5$/m,
  )
  assert.match(body, /^sent_total\{instance="",job="backup"\} 3$/m)
  assert.doesNotMatch(body, /trace|created/)
})

test('OpenMetrics is for credentials that take it', async (t) => {
  const { gateway, scraper, pushProtobuf } = await open(t, { openMetrics: true })
  await pushProtobuf('/job/backup', [native, counter])

  const reply = await scraper.get({ accept: OPEN_METRICS })
  const other = await new Scraper(gateway.app, gateway.keys.scrape).get({ accept: OPEN_METRICS })

  assert.match(
    String(reply.headers['content-type']),
    /^application\/openmetrics-text; version=1\.0\.0; /,
  )
  assert.match(
    reply.body,
    /^# TYPE sent counter\nsent_total\{.*\} 3\.0 # \{trace="abc"\} 1\.0\nsent_created\{.*\} 1\.7e\+09$/m,
  )
  assert.match(reply.body, /\n# EOF\n$/)
  assert.deepEqual((await scraper.families(OPEN_METRICS)).get('sent_total'), counter)
  assert.match(String(other.headers['content-type']), /^text\/plain/)
})

test('protobuf can be read by people too', async (t) => {
  const { scraper, pushProtobuf } = await open(t)
  await pushProtobuf('/job/backup', [counter])

  const spread = await scraper.get({ accept: PROTO_TEXT })
  const compact = await scraper.get({ accept: PROTO_COMPACT_TEXT })

  assert.match(
    spread.body,
    /\n\nname: "sent_total"\ntype: COUNTER\nmetric: \{\n {2}label: \{\n[^]*\n\}\n\n$/,
  )
  assert.match(
    compact.body,
    /^name:"sent_total" type:COUNTER metric:\{label:\{name:"instance".*\}\}$/m,
  )
  assert.equal(compact.body.trimEnd().split('\n').length, 3)
})

test('a tenant that holds nothing is scraped too, in every format', async (t) => {
  const { scraper } = await open(t, { openMetrics: true })
  for (const accept of [TEXT, OPEN_METRICS, PROTOBUF, PROTO_TEXT, PROTO_COMPACT_TEXT]) {
    const { statusCode } = await scraper.get({ accept })
    assert.equal(statusCode, 200)
  }
  assert.deepEqual(
    [...(await scraper.families(PROTOBUF)).keys()],
    ['push_failure_time_seconds', 'push_time_seconds'],
  )
})

test('gzip and zstd hold what the plain answer holds', async (t) => {
  const { gateway, scraper } = await open(t)
  for (let i = 0; i < 20; i++) await gateway.put(`/job/j${i}`, `m{x="${'y'.repeat(9_000)}"} ${i}\n`)

  for (const accept of [TEXT, PROTOBUF]) {
    const plain = (await scraper.get({ accept })).rawPayload
    const gzip = await scraper.get({ accept, 'accept-encoding': 'gzip' })
    const zstd = await scraper.get({ accept, 'accept-encoding': 'gzip;q=0.5, zstd' })

    assert.equal(gzip.headers['content-encoding'], 'gzip')
    assert.ok(gunzipSync(gzip.rawPayload).equals(plain))
    assert.equal(zstd.headers['content-encoding'], 'zstd')
    assert.ok(zstdDecompressSync(zstd.rawPayload).equals(plain))
  }
})

test('HEAD answers as GET does, without the body', async (t) => {
  const { gateway, scraper } = await open(t)
  await gateway.put('/job/backup', 'a 1\n')

  for (const headers of [{}, { 'accept-encoding': 'gzip' }, { accept: PROTOBUF }]) {
    const get = await scraper.get(headers)
    const head = await scraper.get(headers, { method: 'HEAD' })

    assert.equal(head.statusCode, 200)
    assert.equal(head.body, '')
    for (const name of ['content-type', 'content-length', 'content-encoding', 'etag', 'vary']) {
      assert.equal(head.headers[name], get.headers[name], name)
    }
  }
})

test('who has the answer already is told so, until something changes', async (t) => {
  const { gateway, scraper } = await open(t)
  await gateway.put('/job/backup', 'a 1\n')
  for (const headers of [{}, { 'accept-encoding': 'gzip' }, { accept: PROTOBUF }]) {
    const first = await scraper.get(headers)
    const etag = String(first.headers.etag)
    const again = await scraper.get({ ...headers, 'if-none-match': `"other", ${etag}` })
    const head = await scraper.get({ ...headers, 'if-none-match': etag }, { method: 'HEAD' })
    await gateway.put('/job/backup', 'a 1\n')
    const changed = await scraper.get({ ...headers, 'if-none-match': etag })

    assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', etag])
    assert.match(String(again.headers.vary), /accept, accept-encoding, authorization/)
    assert.equal(head.statusCode, 304)
    assert.equal(changed.statusCode, 200)
    assert.notEqual(changed.headers.etag, etag)
  }
  assert.equal((await scraper.get({ 'if-none-match': '*' })).statusCode, 304)
})

test('every format, escaping and encoding has a tag of its own, the same on every replica', async (t) => {
  const { gateway, scraper } = await open(t)
  await gateway.put('/job/backup', 'a 1\n')
  const other = new Scraper(await gateway.addReplica(), gateway.keys.scrape)
  const requests = [
    {},
    { accept: PROTOBUF },
    { accept: `${TEXT};escaping=dots` },
    { 'accept-encoding': 'gzip' },
    { 'accept-encoding': 'zstd' },
  ]

  const tags = await Promise.all(
    requests.map(async (headers) => (await scraper.get(headers)).headers.etag),
  )
  const otherTags = await Promise.all(
    requests.map(async (headers) => (await other.get(headers)).headers.etag),
  )

  assert.equal(new Set(tags).size, requests.length)
  assert.deepEqual(otherTags, tags)
})

test('a scrape that asks while another is rendered gets what it asked for', async (t) => {
  const { gateway, scraper } = await open(t)
  const body = Array.from({ length: 5_000 }, (_, i) => `m{i="${i}"} ${i}\n`).join('')
  for (const job of ['a', 'b', 'c']) await gateway.put(`/job/${job}`, body)

  const scrapes = [TEXT, PROTOBUF, PROTO_TEXT].map((accept) => scraper.get({ accept }))
  await gateway.put('/job/b', 'm 1\n')
  const [text, ...others] = await Promise.all([...scrapes, scraper.get()])
  const after = await scraper.families(PROTOBUF)

  assert.match(text.body, /^m\{i="4999",instance="",job="a"\} 4999$/m)
  assert.ok(others.every(({ statusCode }) => statusCode === 200))
  assert.equal(after.get('m')?.metrics.length, 10_001)
})
