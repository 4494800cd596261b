/** Whatever jobs tell whichever replica, and however time goes on, all replicas say what the rules alone say. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Check,
  type CheckRecord,
  compileCheck,
  emptyCheckRecord,
  outlookOf,
  type Ping,
  recordPing,
  stateAt,
} from '@postern/domain'
import { createCredential, createTenant } from '@postern/testkit'
import * as fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { bearer, openGateway } from '../testing/gateway.ts'
import { makeCheck } from '../testing/make-check.ts'

// Before a night in which clocks are put back.
const BEGIN = Date.parse('2026-10-24T12:00:00Z')
const HOUR_MS = 3_600_000

const schedules: readonly Partial<Check>[] = [
  { schedule: { period: '6h' } },
  { schedule: { cron: '30 2 * * *' }, timeZone: 'Europe/Berlin', grace: '2h' },
  { schedule: { onCalendar: '*:0/30 Europe/Berlin' }, grace: '10m', failuresBeforeDown: 2 },
  {
    schedule: { period: '1h' },
    minimumRuns: 2,
    skipWindows: [{ days: ['sun'], from: '01:00', to: '04:00' }],
  },
]

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('tell' as const),
      replica: fc.nat(1),
      isPush: fc.boolean(),
      outcome: fc.constantFrom('start', 'success', 'failure'),
      runId: fc.constantFrom(undefined, 'a', 'b'),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 8 * HOUR_MS }) }),
    fc.record({ kind: fc.constant('look' as const), replica: fc.nat(1) }),
  ),
  { minLength: 5, maxLength: 25 },
)

interface Told {
  readonly isPush: boolean
  readonly outcome: Ping['kind']
  readonly runId: string | undefined
}

const words = { start: 'start', success: 'success', failure: 'fail' } as const

async function tell(app: FastifyInstance, key: string, { isPush, outcome, runId }: Told) {
  const reply = await app.inject({
    method: 'POST',
    url: isPush ? '/metrics/job/backup/zone/eu' : `/checks/backup/${words[outcome]}`,
    headers: {
      ...bearer(key),
      ...(runId !== undefined && { 'postern-run-id': runId }),
      ...(isPush && outcome === 'start' && { 'postern-run-phase': 'start' }),
      ...(isPush && outcome === 'failure' && { 'postern-exit-status': '1' }),
    },
  })
  assert.equal(reply.statusCode, 200, reply.body)
}

async function stateIn(app: FastifyInstance, key: string): Promise<[string, string, number]> {
  const reply = await app.inject({ url: '/api/v1/checks', headers: bearer(key) })
  const { state, nextExpectedAt, failuresInRow } = reply.json().checks[0]
  return [state, nextExpectedAt, failuresInRow]
}

test('all replicas agree with the rules, one that knows nothing yet as well', async (t) => {
  const clock = { nowMs: BEGIN }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, database } = gateway
  const replicas = [app, await gateway.addReplica()] as const
  let count = 0
  const prepare = async (settings: Partial<Check>) => {
    const tenant = await createTenant(database.admin, `tenant-${++count}`)
    const check = await makeCheck(database, tenant, clock.nowMs, settings)
    const { key } = await createCredential(database.admin, tenant, { scopes: ['push', 'read'] })
    return { key, compiled: compileCheck(check) }
  }

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...schedules), steps, async (settings, story) => {
      const { key, compiled } = await prepare(settings)
      let record: CheckRecord = emptyCheckRecord
      const expected = () => {
        const outlook = outlookOf(compiled, record)
        const due = new Date(outlook.dueMs ?? 0).toISOString()
        return [stateAt(outlook, clock.nowMs), due, record.failuresInRow]
      }
      for (const step of story) {
        if (step.kind === 'wait') clock.nowMs += step.ms
        if (step.kind === 'look') {
          assert.deepEqual(await stateIn(replicas[step.replica] ?? app, key), expected())
        }
        if (step.kind !== 'tell') continue
        await tell(replicas[step.replica] ?? app, key, step)
        const { runId, outcome: kind } = step
        const unsaid = { durationSeconds: undefined, exitStatus: undefined }
        record = recordPing(record, { ...unsaid, kind, runId, atMs: clock.nowMs }, compiled.rules)
      }
      for (const replica of [...replicas, await gateway.addReplica()]) {
        assert.deepEqual(await stateIn(replica, key), expected())
      }
    }),
    { numRuns: 12 },
  )
})
