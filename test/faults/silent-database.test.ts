import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '@postern/testkit'
import { call } from '../support/call.ts'
import { startReplica } from '../support/replica.ts'
import { readSamples } from '../support/samples.ts'
import { openSilentLine } from '../support/silent-line.ts'
import { createTenantWithKeys } from '../support/tenant.ts'
import { until } from '../support/until.ts'

const STATEMENT_LIMIT_MS = 1_000

// What waits behind a statement tries once more, on a new connection, for which it has five seconds. And a loaded machine
// takes its time.
const ANSWER_LIMIT_MS = STATEMENT_LIMIT_MS + 5_000 + 3_000

test('while the database says nothing requests are refused in time, and then all goes on', async (t) => {
  const database = await openTestDatabase(t)
  const { pushKey, scrapeKey } = await createTenantWithKeys(database, 'acme')
  const line = await openSilentLine(t, database.urls.api)
  const { url } = await startReplica(t, database, {
    databasePort: line.port,
    statementLimitMs: STATEMENT_LIMIT_MS,
  })
  const push = (value: number) =>
    call(`${url}/metrics/job/backup`, { method: 'PUT', key: pushKey, body: `size ${value}\n` })
  const scrape = () => call(`${url}/metrics`, { key: scrapeKey })
  assert.equal((await push(1)).status, 200)
  assert.equal((await scrape()).status, 200)

  line.fallSilent()
  const start = performance.now()
  const refused = await Promise.all([push(2), push(3), scrape()])
  const tookMs = performance.now() - start

  assert.deepEqual(
    refused.map(({ status }) => status),
    [503, 503, 503],
  )
  for (const { headers } of refused) assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  assert.ok(tookMs < ANSWER_LIMIT_MS, `it took ${tookMs} ms`)
  assert.equal((await call(`${url}/-/healthy`)).status, 200)
  assert.equal((await call(`${url}/-/ready`)).status, 503)

  line.speak()
  await until('pushes to be taken again', async () => (await push(4)).status === 200)
  const sizes = readSamples((await scrape()).text).filter(({ name }) => name === 'size')
  assert.deepEqual(
    sizes.map(({ value }) => value),
    ['4'],
  )
  await until('readiness to turn green', async () => (await call(`${url}/-/ready`)).status === 200)
})
