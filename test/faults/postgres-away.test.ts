import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@postern/embedded-postgres'
import { call } from '../support/call.ts'
import { startHail } from '../support/hail.ts'
import { startPosternUp } from '../support/postern-up.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

// Well below the time for which clients wait by default.
const LONGEST_ANSWER_MS = 10_000

test('while Postgres is away pushes are refused, and all recovers by itself', {
  timeout: 180_000,
}, async (t) => {
  const folder = await makeTemporaryFolder(t)
  const first = await startEmbeddedPostgres({ folder })
  stopAtEnd(t, first)
  const { port } = first
  const { credentials } = await startPosternUp(t, await makeTemporaryFolder(t), {
    DATABASE_URL: first.url('postgres'),
  })
  const { apiUrl, scrapeKey } = credentials
  const statusOf = async (path: string) => (await call(apiUrl + path, { key: scrapeKey })).status
  const hail = startHail(t, credentials)
  await until('pushes to be answered', () => hail.answered >= 100)

  await first.stop()
  await until('readiness to turn red', async () => (await statusOf('/-/ready')) === 503)
  await until('every client to be refused', () => hail.count(503) > 100)
  const answeredBefore = hail.answered
  await until('more refusals', () => hail.count(503) > 200)
  assert.equal(await statusOf('/-/healthy'), 200)
  assert.equal(await statusOf('/metrics'), 503)
  assert.equal(hail.answered, answeredBefore)

  const second = await startEmbeddedPostgres({ folder, port })
  stopAtEnd(t, second)
  await until('readiness to turn green', async () => (await statusOf('/-/ready')) === 200)
  await until('pushes to be answered', () => hail.answered >= answeredBefore + 100)
  await hail.stop()

  assert.deepEqual(await hail.findLost(), [])
  assert.deepEqual(hail.statuses(), [200, 503])
  assert.ok(hail.slowestMs < LONGEST_ANSWER_MS, `an answer took ${hail.slowestMs} ms`)
})

test('a Postgres that is killed comes back by itself, with all that was answered', {
  timeout: 180_000,
}, async (t) => {
  const stateDir = await makeTemporaryFolder(t)
  const { credentials } = await startPosternUp(t, stateDir)
  const hail = startHail(t, credentials)

  for (let kills = 1; kills <= 3; kills++) {
    const enough = hail.answered + 200
    await until('pushes to be answered', () => hail.answered >= enough, 30_000)
    process.kill(await postmasterOf(stateDir), 'SIGKILL')
  }
  const enough = hail.answered + 200
  await until('pushes to be answered again', () => hail.answered >= enough, 30_000)
  await hail.stop()

  assert.deepEqual(await hail.findLost(), [])
  assert.deepEqual(hail.statuses(), [200, 503])
})

/** After Postern, whose own hook was told later. */
function stopAtEnd(t: TestContext, postgres: EmbeddedPostgres): void {
  t.after(() => t.after(() => postgres.stop()))
}

async function postmasterOf(stateDir: string): Promise<number> {
  const [pid] = (
    await readFile(join(stateDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')
  ).split('\n')
  return Number(pid)
}
