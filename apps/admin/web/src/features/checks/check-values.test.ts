import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Check } from '@postern/contract'
import { toDraft, valuesOf } from './check-values.ts'

const check: Check = {
  id: '019b0000-0000-7000-8000-000000000000',
  namespace: 'default',
  name: 'backup',
  job: 'nightly-backup',
  labels: { zone: 'eu, west', note: '"a=b"' },
  schedule: { period: '1d' },
  scheduleInWords: 'Every 1d',
  timeZone: 'Europe/Berlin',
  grace: '2h',
  failuresBeforeDown: 3,
  minimumRuns: 2,
  skipWindows: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }],
  createdAt: '2030-01-01T00:00:00Z',
  updatedAt: '2030-01-01T00:00:00Z',
  armedAt: '2030-01-01T00:00:00Z',
  pausedAt: null,
  state: 'new',
  downReason: null,
  isStarted: false,
  nextExpectedAt: null,
  downAt: null,
  lastSuccessAt: null,
  lastFailureAt: null,
  lastDurationSeconds: null,
  lastExitStatus: null,
  failuresInRow: 0,
  pings: [],
}

test('a check that is opened and saved again is as it was, whatever its labels hold', () => {
  const { name, job, labels, schedule, timeZone, grace } = check
  const { failuresBeforeDown, minimumRuns, skipWindows } = check
  const settings = { timeZone, grace, failuresBeforeDown, minimumRuns, skipWindows }
  assert.deepEqual(toDraft(valuesOf(check)), { name, job, labels, schedule, ...settings })
})

test('a cron expression says each run, so it has no number of them', () => {
  const draft = toDraft({ ...valuesOf(check), kind: 'cron', schedule: '30 2 * * *' })
  assert.deepEqual([draft.schedule, draft.minimumRuns], [{ cron: '30 2 * * *' }, 1])
})

test('a period alone is as long everywhere, and needs a time zone for the windows only', () => {
  const values = valuesOf(check)
  assert.equal(toDraft(values).timeZone, 'Europe/Berlin')
  assert.equal(toDraft({ ...values, skipWindows: [] }).timeZone, 'UTC')
})
