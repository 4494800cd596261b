import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer, openGateway } from '../testing/gateway.ts'
import { makeCheck } from '../testing/make-check.ts'

const NIGHT = Date.parse('2026-10-01T02:00:00Z')
const HOUR_MS = 3_600_000

test('a push at the start of a run is no success: a job that hangs is noticed', async (t) => {
  const clock = { nowMs: NIGHT }
  const { app, keys, tenant, database } = await openGateway(t, () => clock.nowMs)
  await makeCheck(database, tenant, clock.nowMs)
  const push = (headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/metrics/job/backup',
      headers: { ...bearer(keys.push), 'postern-run-id': 'one', ...headers },
      payload: 'a 1\n',
    })
  const check = async () => {
    const reply = await app.inject({ url: '/api/v1/checks', headers: bearer(keys.scrape) })
    const { state, isStarted, downReason, lastSuccessAt } = reply.json().checks[0]
    return { state, isStarted, downReason, succeeded: lastSuccessAt !== null }
  }

  assert.equal((await push({ 'postern-run-phase': 'start' })).statusCode, 200)
  assert.deepEqual(await check(), {
    state: 'new',
    isStarted: true,
    downReason: null,
    succeeded: false,
  })
  clock.nowMs += HOUR_MS + 1_000
  assert.deepEqual(await check(), {
    state: 'down',
    isStarted: true,
    downReason: 'unfinished',
    succeeded: false,
  })
  await push({ 'postern-run-phase': 'end', 'postern-exit-status': '0' })
  assert.deepEqual(await check(), {
    state: 'up',
    isStarted: false,
    downReason: null,
    succeeded: true,
  })
})

test('a phase that is none, and an exit status of a run that begins, are refused', async (t) => {
  const { app, keys } = await openGateway(t)
  const push = (headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/metrics/job/backup',
      headers: { ...bearer(keys.push), ...headers },
      payload: 'a 1\n',
    })
  for (const headers of [
    { 'postern-run-phase': 'begin' },
    { 'postern-run-phase': 'start', 'postern-exit-status': '0' },
  ]) {
    const reply = await push(headers)
    assert.equal(reply.statusCode, 400)
    assert.match(reply.body, /Postern-(?:Run-Phase|Exit-Status)/)
  }
})
