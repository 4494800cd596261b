import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HistoryKept, newUuid, systemRetention } from '@postern/domain'
import { createCredential } from '@postern/testkit'
import { sweepRound } from '../sweep/keep-swept.ts'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'

const DAY_MS = 24 * 60 * 60_000

interface PastPush {
  readonly at: string
  readonly method: string
  readonly taken: boolean
  readonly code: string | null
  readonly bytes: number
  readonly series: number
  readonly credentialId: string
  readonly runId: string | null
  readonly exitStatus: number | null
  readonly durationSeconds: number | null
}

async function historyOf(gateway: Gateway, path = '/job/a', query = '') {
  const url = `/api/v1/pushes${path}${query}`
  const answer = await gateway.app.inject({ url, headers: bearer(gateway.keys.scrape) })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<{ pushes: PastPush[]; nextCursor?: string }>()
}

test('each push to a group is remembered with what came of it, those that were refused too', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys } = gateway
  const headers = {
    ...bearer(keys.push),
    'postern-run-id': 'run-7',
    'postern-exit-status': '3',
    'postern-duration': '1.5s',
  }
  await gateway.put('/job/a', 'm 1\nn 2\n')
  await gateway.post('/job/a', 'm 1 1700000000000\n')
  await gateway.post('/job/a', '# TYPE m counter\nm 1\nm 1\n')
  await app.inject({ method: 'POST', url: '/metrics/job/a', headers, payload: 'm 4\n' })
  await gateway.put('/job/b', 'm 1\n')
  const { pushes } = await historyOf(gateway)
  assert.deepEqual(
    pushes.map(({ method, taken, code, bytes, series }) => ({
      method,
      taken,
      code,
      bytes,
      series,
    })),
    [
      { method: 'POST', taken: true, code: null, bytes: 4, series: 1 },
      { method: 'POST', taken: false, code: 'push-inconsistent', bytes: 25, series: 0 },
      { method: 'POST', taken: false, code: 'push-inconsistent', bytes: 18, series: 0 },
      { method: 'PUT', taken: true, code: null, bytes: 8, series: 2 },
    ],
  )
  const [last, ...others] = pushes
  assert.deepEqual([last?.runId, last?.exitStatus, last?.durationSeconds], ['run-7', 3, 1.5])
  assert.ok(others.every(({ runId, exitStatus }) => runId === null && exitStatus === null))
  assert.ok(pushes.every(({ credentialId }) => credentialId === last?.credentialId))
  const times = pushes.map(({ at }) => at)
  assert.deepEqual(times, times.toSorted().toReversed())
})

test('a history comes in pages, and each push on one of them', async (t) => {
  const gateway = await openGateway(t)
  for (let n = 1; n <= 5; n++) await gateway.put('/job/a', `m ${'1'.repeat(n)}\n`)
  const sizes: number[] = []
  let query = '?limit=2'
  for (let page = 0; page < 3; page++) {
    const { pushes, nextCursor } = await historyOf(gateway, '/job/a', query)
    sizes.push(...pushes.map(({ bytes }) => bytes))
    query = `?limit=2&cursor=${nextCursor}`
    assert.equal(nextCursor === undefined, page === 2)
  }
  assert.deepEqual(sizes, [8, 7, 6, 5, 4])
})

test('pushes that are too many or too old are forgotten, and those to a group that is gone', async (t) => {
  let nowMs = Date.now()
  const gateway = await openGateway(t, () => nowMs)
  const sweep = (history: HistoryKept) => {
    const databaseClock = () => nowMs * 1_000
    const deps = { db: gateway.database.api, retention: systemRetention, history, databaseClock }
    return sweepRound(deps, newUuid(0))
  }
  const count = async (path: string) => (await historyOf(gateway, path)).pushes.length
  for (let n = 0; n < 5; n++) await gateway.put('/job/a', 'm 1\n')
  await gateway.put('/job/b', 'm 1\n')
  await sweep({ perGroup: 3, days: 30 })
  assert.deepEqual([await count('/job/a'), await count('/job/b')], [3, 1])

  nowMs += 2 * DAY_MS
  await gateway.put('/job/b', 'm 1\n')
  await sweep({ perGroup: 3, days: 1 })
  assert.deepEqual([await count('/job/a'), await count('/job/b')], [0, 1])

  await gateway.delete('/job/b')
  nowMs += DAY_MS / 2
  await sweep({ perGroup: 3, days: 30 })
  assert.equal(await count('/job/b'), 0)
})

test('a history is for who may read the namespace, and of the own tenant alone', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys, database, tenant } = gateway
  await gateway.put('/job/a', 'm 1\n')
  const ask = (key: string, url: string) => app.inject({ url, headers: bearer(key) })
  assert.equal((await ask(keys.push, '/api/v1/pushes/job/a')).statusCode, 403)
  const scopes = ['read'] as const
  const narrow = await createCredential(database.admin, tenant, { scopes, namespaces: ['blue'] })
  assert.equal((await ask(narrow.key, '/ns/default/api/v1/pushes/job/a')).statusCode, 403)
  assert.equal((await ask(keys.scrape, '/ns/nobody/api/v1/pushes/job/a')).statusCode, 404)
  assert.equal((await ask(keys.scrape, '/api/v1/pushes/job//zone')).statusCode, 400)
})
