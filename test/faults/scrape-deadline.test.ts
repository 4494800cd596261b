import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '@postern/testkit'
import { call } from '../support/call.ts'
import { startReplica } from '../support/replica.ts'
import { readSamples } from '../support/samples.ts'
import { openSilentLine } from '../support/silent-line.ts'
import { createTenantWithKeys } from '../support/tenant.ts'
import { until } from '../support/until.ts'

const TIMEOUT_SECONDS = '1'

// A loaded machine takes its time; without the bound it would be some seconds more.
const LIMIT_MS = 3_000

test('a scrape that the database keeps waiting is answered before Prometheus gives up', async (t) => {
  const database = await openTestDatabase(t)
  const { pushKey, scrapeKey } = await createTenantWithKeys(database, 'acme')
  const stranger = await createTenantWithKeys(database, 'globex')
  const line = await openSilentLine(t, database.urls.api)
  const { url } = await startReplica(t, database, { databasePort: line.port })
  const scrape = (key: string) =>
    call(`${url}/metrics`, {
      key,
      headers: {
        accept: 'application/json',
        'x-prometheus-scrape-timeout-seconds': TIMEOUT_SECONDS,
      },
    })
  await call(`${url}/metrics/job/backup`, { method: 'PUT', key: pushKey, body: 'size 1\n' })
  assert.equal((await scrape(scrapeKey)).status, 200)

  line.fallSilent()
  const start = performance.now()
  // One waits for the metrics, the other already for its key.
  const refused = await Promise.all([scrape(scrapeKey), scrape(stranger.scrapeKey)])
  const tookMs = performance.now() - start
  for (const { status, text, headers } of refused) {
    assert.deepEqual([status, JSON.parse(text).code], [503, 'request-timeout'])
    assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  }
  assert.ok(tookMs >= 800 && tookMs < LIMIT_MS, `it took ${tookMs} ms`)

  line.speak()
  await until('scrapes to be answered', async () => (await scrape(scrapeKey)).status === 200)
  const samples = readSamples((await scrape(scrapeKey)).text)
  assert.equal(samples.find(({ name }) => name === 'size')?.value, '1')
  await until('the other one, too', async () => (await scrape(stranger.scrapeKey)).status === 200)
})
