import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestDatabase } from '@postern/testkit'
import { call } from '../support/call.ts'
import { openCommitLine } from '../support/commit-line.ts'
import { type Replica, startReplica } from '../support/replica.ts'
import { readSamples } from '../support/samples.ts'
import { createTenantWithKeys } from '../support/tenant.ts'

for (const { lost, held, title } of [
  { lost: 'question', held: '1', title: 'a push whose commit did not arrive' },
  { lost: 'answer', held: '2', title: 'a push whose commit arrived, but was not confirmed,' },
] as const) {
  test(`${title} is refused, and every replica shows the same`, async (t) => {
    const { near, far, line, put, values } = await openTwoReplicas(t)
    assert.equal(await put(far, 'a 1\n'), 200)
    assert.deepEqual(await values(near, 'a'), ['1'])

    line.loseNextCommit(lost)
    assert.equal(await put(far, 'a 2\n'), 503)

    assert.deepEqual(await values(far, 'a'), [held])
    assert.deepEqual(await values(near, 'a'), [held])
  })

  test(`after ${title} both replicas go on from the same`, async (t) => {
    const { near, far, line, put, values } = await openTwoReplicas(t)
    await put(far, 'a 1\n')
    line.loseNextCommit(lost)
    await put(far, 'a 2\n')

    assert.equal(await put(near, 'b 3\n', '/job/other'), 200)
    assert.deepEqual(await values(far, 'b'), ['3'])
    assert.equal(await put(far, 'c 4\n', '/job/another'), 200)
    for (const replica of [near, far]) {
      assert.deepEqual(await values(replica, 'a'), [held])
      assert.deepEqual(await values(replica, 'c'), ['4'])
    }
  })
}

/** One replica reaches the database straight, the other over a line that can be cut. */
async function openTwoReplicas(t: TestContext) {
  const database = await openTestDatabase(t)
  const { pushKey, scrapeKey } = await createTenantWithKeys(database, 'acme')
  const near = await startReplica(t, database)
  const line = await openCommitLine(t, database.urls.api)
  const far = await startReplica(t, database, { databasePort: line.port })
  return {
    near,
    far,
    line,
    put: async ({ url }: Replica, body: string, group = '/job/backup') =>
      (await call(`${url}/metrics${group}`, { method: 'PUT', key: pushKey, body })).status,
    values: async ({ url }: Replica, name: string) => {
      const { text } = await call(`${url}/metrics`, { key: scrapeKey })
      return readSamples(text)
        .filter((sample) => sample.name === name)
        .map(({ value }) => value)
    },
  }
}
