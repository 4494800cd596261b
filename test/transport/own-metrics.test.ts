/** What processes tell of themselves, on a port of their own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import { createLogger, openMetrics } from '@postern/server'
import { type Ending, openTestDatabase, testHasher } from '@postern/testkit'
import { tableRows } from '../docs/support/markdown.ts'
import { page } from '../docs/support/pages.ts'
import { call } from '../support/call.ts'
import { readSamples, type Sample } from '../support/samples.ts'
import { createTenantWithKeys } from '../support/tenant.ts'

const logger = createLogger('silent')

/** Both apps in one process, as `postern up` has them. */
async function open(t: Ending) {
  const database = await openTestDatabase(t)
  const tenant = await createTenantWithKeys(database, 'acme')
  const own = await openMetrics({ host: '127.0.0.1', port: 0 }, logger)
  assert.ok(own)
  t.after(() => own[Symbol.asyncDispose]())
  const load = {
    bounds: { loopDelayMs: 250, connectionWaitMs: 1_000 },
    loopDelayMs: () => 0.5,
    connectionWaitMs: () => 0,
  }
  const shared = { hasher: testHasher, clock: Date.now, logger, load, metrics: own.metrics }
  const api = await createApi({ ...shared, db: database.api })
  t.after(() => api.close())
  const admin = await createAdmin({ ...shared, db: database.admin })
  t.after(() => admin.close())
  const url = await api.listen({ host: '127.0.0.1', port: 0 })
  const read = async () => {
    const reply = await call(`${own.url}/metrics`)
    assert.equal(reply.status, 200)
    return readSamples(reply.text)
  }
  return { ...tenant, admin, read, url, metricsUrl: own.url }
}

/** The value of the one sample that has these labels among its own. */
function valueOf(samples: readonly Sample[], name: string, labels: Record<string, string> = {}) {
  const found = samples.filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  assert.equal(found.length, 1, `${name} ${JSON.stringify(labels)}: ${found.length}`)
  return Number(found[0]?.value)
}

test('a process tells of requests, problems, refusals, lanes and connections of both apps', async (t) => {
  const { admin, pushKey, read, url } = await open(t)
  const push = (key: string, body = 'rows 7\n') =>
    call(`${url}/metrics/job/backup`, { method: 'PUT', key, body })
  assert.equal((await push(pushKey)).status, 200)
  assert.equal((await push(pushKey)).status, 200)
  assert.equal((await push(pushKey, 'no metric')).status, 400)
  assert.equal((await push('mistyped')).status, 401)
  assert.equal((await call(`${url}/nowhere/at/all`)).status, 404)
  assert.equal((await admin.inject('/api/v1/tenants')).statusCode, 401)

  const samples = await read()
  const route = '/metrics/job/*'
  const of = { app: 'api', method: 'PUT', route }
  assert.equal(valueOf(samples, 'postern_http_requests_total', { ...of, code: '200' }), 2)
  assert.equal(valueOf(samples, 'postern_http_requests_total', { ...of, code: '400' }), 1)
  assert.equal(valueOf(samples, 'postern_http_request_duration_seconds_count', of), 4)
  assert.equal(valueOf(samples, 'postern_http_requests_total', { app: 'api', route: 'none' }), 1)
  assert.equal(valueOf(samples, 'postern_http_requests_total', { app: 'admin', code: '401' }), 1)
  const problem = 'push-malformed'
  assert.equal(valueOf(samples, 'postern_http_problems_total', { app: 'api', problem }), 1)
  const reason = 'malformed'
  assert.equal(valueOf(samples, 'postern_authentication_failures_total', { reason }), 1)
  assert.ok(valueOf(samples, 'postern_lane_commit_changes_sum') >= 2)
  assert.equal(valueOf(samples, 'postern_lanes', { app: 'api' }), 1)
  assert.ok(valueOf(samples, 'postern_database_connections_maximum', { app: 'api' }) > 0)
  valueOf(samples, 'postern_database_connections', { app: 'admin', state: 'idle' })
  assert.ok(valueOf(samples, 'process_resident_memory_bytes') > 0)

  const method = 'put'
  const push200 = { handler: 'push', method, code: '200' }
  assert.equal(valueOf(samples, 'pushgateway_http_requests_total', push200), 2)
  assert.equal(valueOf(samples, 'pushgateway_http_push_duration_seconds_count', { method }), 4)
  assert.equal(valueOf(samples, 'pushgateway_http_push_size_bytes_count', { method }), 4)
})

test('nothing that clients send becomes a label, and nothing of it is in a tenant’s scrape', async (t) => {
  const { pushKey, read, scrapeKey, url } = await open(t)
  for (let i = 0; i < 20; i++) {
    await call(`${url}/metrics/job/made-up-${i}`, { method: 'PUT', key: pushKey, body: 'rows 7\n' })
    await call(`${url}/made-up-${i}?made-up=${i}`)
  }
  const told = await read()
  assert.doesNotMatch(JSON.stringify(told), /made-up|acme/)
  const scraped = await call(`${url}/metrics`, { key: scrapeKey })
  assert.doesNotMatch(scraped.text, /process_|nodejs_|postern_http|pushgateway_/)
})

test('the port has metrics and nothing else', async (t) => {
  const { metricsUrl, pushKey } = await open(t)
  for (const path of ['/', '/api/v1/tenants', '/metrics/job/a']) {
    assert.equal((await call(`${metricsUrl}${path}`, { key: pushKey })).status, 404, path)
  }
})

test('the page has every metric of ours, and no other', async (t) => {
  const { read } = await open(t)
  const documented = tableRows(page('docs/how-to/monitor-postern.md').prose).flatMap(
    ([name = '']) => name.match(/(?:postern|pushgateway)_\w+/g) ?? [],
  )
  const base = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '')
  const text = new Set((await read()).map(({ name }) => base(name)))
  const ours = [...text].filter((name) => /^(?:postern|pushgateway)_/.test(name))
  assert.deepEqual(
    ours.filter((name) => !documented.includes(name)),
    [],
  )
  assert.deepEqual(documented.length, new Set(documented).size)
})
