import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { insertNamespace, updateTenant, withTenant } from '@postern/store'
import { createCredential, type Ending } from '@postern/testkit'
import * as fc from 'fast-check'
import { bearer, openGateway } from '../testing/gateway.ts'
import {
  OPEN_METRICS,
  PROTO_COMPACT_TEXT,
  PROTO_TEXT,
  PROTOBUF,
  Scraper,
  TEXT,
} from './testing/scraper.ts'

const SCRAPED = [TEXT, OPEN_METRICS, PROTOBUF, PROTO_TEXT, PROTO_COMPACT_TEXT]
const SCHEMES = ['allow-utf-8', 'underscores', 'dots', 'values']

interface Options {
  readonly namespaces?: readonly string[]
  readonly utf8Names?: boolean
}

/** A tenant with namespaces of its own, and one who scrapes all of them in any format. */
async function open(t: Ending, { namespaces = [], utf8Names = false }: Options = {}) {
  const gateway = await openGateway(t)
  const { database, tenant } = gateway
  await updateTenant(database.admin, { ...tenant, utf8Names })
  await withTenant(database.admin, tenant.id, async (own) => {
    for (const name of namespaces) {
      await insertNamespace(own, tenant.id, { name, createdAt: new Date() })
    }
  })
  const { key } = await createCredential(database.admin, tenant, {
    scopes: ['scrape', 'push', 'delete'],
    openMetrics: true,
  })
  const send = async (method: 'PUT' | 'POST' | 'DELETE', url: string, payload = '') => {
    const reply = await gateway.app.inject({ method, url, headers: bearer(key), payload })
    assert.ok(reply.statusCode < 300, reply.body)
  }
  return { gateway, key, send, scraper: new Scraper(gateway.app, key) }
}

/** What Prometheus says of a text exposition; `undefined` where there is no promtool. */
function promtool(
  exposition: string,
): { readonly isValid: boolean; readonly words: string } | undefined {
  const result = spawnSync('promtool', ['check', 'metrics'], {
    input: exposition,
    encoding: 'utf8',
  })
  if (result.error) return undefined
  // 3 is for matters of taste, such as metrics without help.
  return { isValid: result.status === 0 || result.status === 3, words: result.stderr }
}

/** In every format the families are unique and can be read; text is read by Prometheus's own tool too. */
async function assertValid(scraper: Scraper, url?: string): Promise<void> {
  for (const accept of [TEXT, OPEN_METRICS, PROTOBUF]) {
    for (const scheme of SCHEMES) {
      // Parsers refuse a family that comes twice, and OpenMetrics names that clash.
      await scraper.families(`${accept};escaping=${scheme}`, url)
    }
  }
  const { body } = await scraper.get({}, url === undefined ? {} : { url })
  const names = Array.from(body.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name)
  assert.equal(new Set(names).size, names.length)
  const verdict = promtool(body)
  assert.ok(verdict?.isValid ?? true, verdict?.words ?? '')
}

test('the first namespace decides on a type that others see otherwise', async (t) => {
  const { send, scraper } = await open(t, { namespaces: ['a', 'b'] })
  await send('PUT', '/metrics/job/x', '# TYPE m gauge\nm 1\n')
  await send('PUT', '/ns/a/metrics/job/x', '# HELP m Counted.\n# TYPE m counter\nm 2\n')
  await send('PUT', '/ns/b/metrics/job/x', '# HELP m Measured.\n# TYPE m gauge\nm 3\n')

  const { body } = await scraper.get()

  assert.match(
    body,
    /^# HELP m Measured\.\n# TYPE m gauge\nm\{instance="",job="x"\} 1\nm\{instance="",job="x",namespace="b"\} 3$/m,
  )
  assert.doesNotMatch(body, /^m\{.*namespace="a"/m)
  await assertValid(scraper)
  assert.match(
    (await scraper.get({}, { url: '/ns/a/metrics' })).body,
    /^# TYPE m counter\nm\{.*\} 2$/m,
  )
})

test('a family gives way to the histogram of another namespace that is written under its name', async (t) => {
  const { send, scraper } = await open(t, { namespaces: ['a'] })
  await send('PUT', '/metrics/job/x', 'm_sum 1\nm_bucket 1\nm_other 1\ns_bucket 1\ns_count 1\n')
  await send(
    'PUT',
    '/ns/a/metrics/job/x',
    '# TYPE m histogram\nm_count 2\n# TYPE s summary\ns_count 2\n',
  )

  const types = Array.from(
    (await scraper.families()).values(),
    ({ name, type }) => `${name} ${type}`,
  )

  assert.deepEqual(types.slice(0, 4), [
    'm histogram',
    'm_other untyped',
    'push_failure_time_seconds gauge',
    'push_time_seconds gauge',
  ])
  assert.deepEqual(types.slice(4), ['s summary', 's_bucket untyped'])
  await assertValid(scraper)
})

test('a family that is left out makes no other give way', async (t) => {
  const { send, scraper } = await open(t, { namespaces: ['a', 'b'] })
  await send('PUT', '/metrics/job/x', '# TYPE m gauge\nm 1\n')
  await send('PUT', '/ns/a/metrics/job/x', '# TYPE m histogram\nm_count 2\n')
  await send('PUT', '/ns/b/metrics/job/x', '# TYPE m_count gauge\nm_count 3\n')

  assert.match((await scraper.get()).body, /^# TYPE m_count gauge\nm_count\{.*\} 3$/m)
  await assertValid(scraper)
})

test('names that clash in OpenMetrics alone are shown as far as they go together', async (t) => {
  const { send, scraper } = await open(t)
  const types = {
    a_total: 'counter',
    a: 'gauge',
    b_total: 'counter',
    b_created: 'gauge',
    c_created: 'gauge',
    d: 'counter',
    e_bucket_total: 'counter',
  }
  const body = Object.entries(types).map(([name, type]) => `# TYPE ${name} ${type}\n${name} 1\n`)
  await send(
    'PUT',
    '/metrics/job/x',
    `${body.join('')}# TYPE c summary\nc_count 1\n# TYPE e histogram\ne_count 1\n`,
  )

  const shown = (await scraper.get({ accept: OPEN_METRICS })).body
  const metadata = Array.from(
    shown.matchAll(/^# TYPE ([a-e](?:_.*)?) (.*)$/gm),
    ([, name, type]) => `${name} ${type}`,
  )

  assert.deepEqual(metadata, [
    'a gauge',
    'a_total unknown',
    'b counter',
    'c summary',
    'd unknown',
    'e histogram',
    'e_bucket_total unknown',
  ])
  await assertValid(scraper)
})

test('names that become one when they are escaped are kept apart', async (t) => {
  const { send, scraper } = await open(t, { utf8Names: true })
  const body = '{"my.metric"} 1\n{"my-metric"} 2\nmy_metric{"a.b"="1","a-b"="2"} 3\n'
  await send(
    'PUT',
    '/metrics/job/x',
    `${body}# TYPE "my.hist" histogram\n{"my.hist_count"} 1\nmy_hist_count 4\n`,
  )

  const escaped = (await scraper.get()).body
  const whole = (await scraper.get({ accept: `${TEXT};escaping=allow-utf-8` })).body

  assert.match(escaped, /^my_metric\{U__a_2d_b="2",U__a_2e_b="1",instance="",job="x"\} 3$/m)
  assert.match(escaped, /^U__my_2d_metric\{.*\} 2$/m)
  assert.match(escaped, /^U__my_2e_metric\{.*\} 1$/m)
  assert.match(escaped, /^U__my_2e_hist_count\{.*\} 1$/m)
  assert.match(escaped, /^my_hist_count\{.*\} 4$/m)
  assert.match(
    whole,
    /^# TYPE "my\.hist" histogram\n\{"my\.hist_bucket",instance="",job="x",le="\+Inf"\} 1$/m,
  )
  await assertValid(scraper)
})

test('grouping labels of all kinds are escaped with the push times too', async (t) => {
  const { send, scraper } = await open(t, { utf8Names: true })
  await send('PUT', '/metrics/job/x/U__a_2e_b/y', 'm 1\n')

  assert.match((await scraper.get()).body, /^push_time_seconds\{a_b="y",instance="",job="x"\}/m)
  const whole = await scraper.get({ accept: `${TEXT};escaping=allow-utf-8` })
  assert.match(whole.body, /^push_time_seconds\{"a\.b"="y",instance="",job="x"\}/m)
  assert.match(whole.body, /^m\{"a\.b"="y",instance="",job="x"\} 1$/m)
  await assertValid(scraper)
})

test('values that look like quoted names change nothing', async (t) => {
  const { send, scraper } = await open(t)
  await send('PUT', '/metrics/job/x', 'm{a="{",b=",",c="x,"} 1\n')

  const { body } = await scraper.get()

  assert.match(body, /^m\{a="\{",b=",",c="x,",instance="",job="x"\} 1$/m)
  assert.equal((await scraper.get({ accept: `${TEXT};escaping=allow-utf-8` })).body, body)
})

const families = [
  'a 1\n',
  '# HELP b Help.\n# TYPE b counter\nb{x="1"} 1\nb{x="2"} 2\n',
  '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 2\n',
  '# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\ns_count 2\n',
  '{"my.metric","a.b"="c"} 1\n',
  '# TYPE my_metric gauge\nmy_metric{x="{"} 1\n',
]

const step = fc.record({
  method: fc.constantFrom('PUT', 'PUT', 'POST', 'DELETE'),
  job: fc.nat(70),
  body: fc.subarray(families).map((parts) => parts.join('')),
})

test('what is rendered from change to change is what a new replica renders at once', async (t) => {
  const { gateway, key, send, scraper } = await open(t, { utf8Names: true })
  const [steps] = fc.sample(fc.array(step, { minLength: 160, maxLength: 160 }), {
    numRuns: 1,
    seed: 7,
  })
  assert.ok(steps)
  for (const [index, { method, job, body }] of steps.entries()) {
    await send(method, `/metrics/job/j${job}`, method === 'DELETE' ? '' : body)
    if (index % 20 !== 0) continue
    const fresh = new Scraper(await gateway.addReplica(), key)
    for (const accept of SCRAPED) {
      for (const scheme of SCHEMES) {
        const headers = { accept: `${accept};escaping=${scheme}` }
        const [was, is] = [await scraper.get(headers), await fresh.get(headers)]
        assert.ok(was.rawPayload.equals(is.rawPayload), `${headers.accept} after step ${index}`)
        assert.equal(was.headers.etag, is.headers.etag)
      }
    }
  }
  await assertValid(scraper)
})
