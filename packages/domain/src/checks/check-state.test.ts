import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { checkId } from '../ids.ts'
import { type Check, checkDefaults } from './check.ts'
import {
  type CheckRecord,
  decodeCheckRecord,
  emptyCheckRecord,
  encodeCheckRecord,
  type Ping,
  recordPing,
} from './check-record.ts'
import { compileCheck, outlookOf, stateAt, turnsOf } from './check-state.ts'

const MADE = at('2026-10-01T00:00')
const HOUR_MS = 3_600_000

function at(text: string): number {
  return Date.parse(`${text}Z`)
}

function newCheck(changes: Partial<Check> = {}): Check {
  return {
    id: checkId('01900000-0000-7000-8000-000000000001'),
    namespace: 'default',
    name: 'backup',
    labels: ['job', 'backup'],
    ...checkDefaults,
    armedAt: new Date(MADE),
    pausedAt: undefined,
    createdAt: new Date(MADE),
    updatedAt: new Date(MADE),
    ...changes,
  }
}

type Told = Partial<Omit<Ping, 'atMs'>>

/** `[when, kind, what else was told]` */
type Story = readonly (readonly [when: string, kind: Ping['kind'], told?: Told])[]

function play(check: Check, story: Story): CheckRecord {
  const { rules } = compileCheck(check)
  return story.reduce((record, [when, kind, told]) => {
    const unsaid = { runId: undefined, exitStatus: undefined, durationSeconds: undefined }
    return recordPing(record, { ...unsaid, ...told, kind, atMs: at(when) }, rules)
  }, emptyCheckRecord)
}

/** The states in their order, each with the moment from which it holds, beginning with the last ping. */
function course(check: Check, story: Story): string[] {
  const outlook = outlookOf(compileCheck(check), play(check, story))
  const begin = at(story.at(-1)?.[0] ?? '2026-10-01T00:00')
  const moments = [begin, ...turnsOf(outlook).filter((ms) => ms > begin)]
  return moments.flatMap((ms) => [new Date(ms).toISOString().slice(5, 16), stateAt(outlook, ms)])
}

test('a check is new until its first run, and does not wait for it for ever', () => {
  assert.deepEqual(course(newCheck(), []), [
    '10-01T00:00', 'new', '10-02T00:00', 'late', '10-02T01:00', 'down',
  ]) // biome-ignore format: pairs
})

test('a run that comes in time keeps a check up for another period', () => {
  assert.deepEqual(course(newCheck(), [['2026-10-01T02:00', 'success']]), [
    '10-01T02:00', 'up', '10-02T02:00', 'late', '10-02T03:00', 'down',
  ]) // biome-ignore format: pairs
})

test('a check that is down is up again with the next good run', () => {
  const story: Story = [
    ['2026-10-01T02:00', 'success'],
    ['2026-10-09T00:00', 'success'],
  ]
  assert.deepEqual(course(newCheck(), story).slice(0, 2), ['10-09T00:00', 'up'])
})

test('grace is counted from the time that cron expects', () => {
  const check = newCheck({
    schedule: { cron: '30 2 * * *' },
    timeZone: 'Europe/Berlin',
    grace: '90m',
  })
  assert.deepEqual(course(check, [['2026-10-24T00:47', 'success']]), [
    '10-24T00:47', 'up', '10-25T00:30', 'late', '10-25T02:00', 'down',
  ]) // biome-ignore format: pairs
})

test('a run by a clock that is some seconds ahead is the run of its time', () => {
  const check = newCheck({ schedule: { cron: '0 2 * * *' } })
  assert.deepEqual(course(check, [['2026-10-24T01:59:58', 'success']])[2], '10-25T02:00')
})

test('what is over is expected no more', () => {
  const check = newCheck({ schedule: { onCalendar: '2026-10-05 12:00' } })
  assert.deepEqual(course(check, [['2026-10-05T12:10', 'success']]), ['10-05T12:10', 'up'])
})

test('a failed run takes a check down', () => {
  const story: Story = [
    ['2026-10-01T02:00', 'success'],
    ['2026-10-02T02:00', 'failure'],
  ]
  assert.deepEqual(course(newCheck(), story), ['10-02T02:00', 'down'])
})

test('so many failures in a row as the check is told take it down, and a failed run is a run', () => {
  const check = newCheck({ failuresBeforeDown: 3 })
  const twice: Story = [
    ['2026-10-01T02:00', 'failure'],
    ['2026-10-02T02:00', 'failure'],
  ]
  assert.deepEqual(course(check, twice), [
    '10-02T02:00', 'up', '10-03T02:00', 'late', '10-03T03:00', 'down',
  ]) // biome-ignore format: pairs
  assert.deepEqual(course(check, [...twice, ['2026-10-03T02:00', 'failure']])[1], 'down')
  const between: Story = [
    ...twice,
    ['2026-10-03T02:00', 'success'],
    ['2026-10-04T02:00', 'failure'],
  ]
  assert.deepEqual(course(check, between)[1], 'up')
})

test('a run that began and did not end within the grace takes a check down', () => {
  const story: Story = [
    ['2026-10-01T02:00', 'success'],
    ['2026-10-01T20:00', 'start'],
  ]
  assert.deepEqual(course(newCheck(), story), ['10-01T20:00', 'up', '10-01T21:00', 'down'])
  const outlook = outlookOf(compileCheck(newCheck()), play(newCheck(), story))
  assert.deepEqual([outlook.isStarted, outlook.downReason], [true, 'unfinished'])
})

test('start and end of a run are paired by its id, and tell how long it took', () => {
  const record = play(newCheck(), [
    ['2026-10-01T02:00', 'start', { runId: 'a' }],
    ['2026-10-01T02:10', 'start', { runId: 'b' }],
    ['2026-10-01T02:15', 'success', { runId: 'a' }],
  ])
  assert.equal(record.lastDurationSeconds, 15 * 60)
  assert.deepEqual(
    record.open.map(({ runId }) => runId),
    ['b'],
  )
})

test('what a client says of the duration counts for more than what was measured', () => {
  const record = play(newCheck(), [
    ['2026-10-01T02:00', 'start'],
    ['2026-10-01T02:15', 'success', { durationSeconds: 12.5 }],
  ])
  assert.equal(record.lastDurationSeconds, 12.5)
})

test('after 72 hours an end tells no duration, yet ends its run', () => {
  const check = newCheck({ schedule: { period: '30d' }, grace: '7d' })
  const record = play(check, [
    ['2026-10-01T02:00', 'start', { runId: 'a' }],
    ['2026-10-04T02:01', 'success', { runId: 'a' }],
  ])
  assert.equal(record.lastDurationSeconds, undefined)
  assert.deepEqual(record.open, [])
})

test('a run that hangs is forgotten when another one succeeds, and one that still may end is not', () => {
  const record = play(newCheck(), [
    ['2026-10-01T02:00', 'start', { runId: 'hangs' }],
    ['2026-10-02T02:00', 'start', { runId: 'long' }],
    ['2026-10-02T02:10', 'success', { runId: 'short' }],
  ])
  assert.deepEqual(
    record.open.map(({ runId }) => runId),
    ['long'],
  )
})

test('a job that starts over and over without an end is down by its first start', () => {
  const story: Story = Array.from({ length: 30 }, (_, n) => [
    `2026-10-01T02:${String(n).padStart(2, '0')}`,
    'start',
  ])
  assert.deepEqual(course(newCheck(), story).slice(2), ['10-01T03:00', 'down'])
  assert.equal(play(newCheck(), story).open.length, 10)
})

test('of one run neither the start nor the failure counts twice', () => {
  const check = newCheck({ failuresBeforeDown: 2 })
  const story: Story = [
    ['2026-10-01T02:00', 'start', { runId: 'a' }],
    ['2026-10-01T02:01', 'start', { runId: 'a' }],
    ['2026-10-01T02:10', 'failure', { runId: 'a', exitStatus: 1 }],
    ['2026-10-01T02:11', 'failure', { runId: 'a', exitStatus: 1 }],
  ]
  const record = play(check, story)
  assert.deepEqual([record.pings, record.failuresInRow, record.lastDurationSeconds], [2, 1, 600])
  assert.equal(course(check, story)[1], 'up')
})

test('a run that fails and is tried again under its id counts anew', () => {
  const check = newCheck({ failuresBeforeDown: 2 })
  const story: Story = [
    ['2026-10-01T02:00', 'start', { runId: 'a' }],
    ['2026-10-01T02:10', 'failure', { runId: 'a' }],
    ['2026-10-01T02:20', 'start', { runId: 'a' }],
    ['2026-10-01T02:30', 'failure', { runId: 'a' }],
  ]
  assert.equal(course(check, story)[1], 'down')
})

test('within a period as many runs are expected as the check is told', () => {
  const check = newCheck({ minimumRuns: 3 })
  const twice: Story = [
    ['2026-10-01T02:00', 'success'],
    ['2026-10-01T10:00', 'success'],
  ]
  assert.deepEqual(course(check, twice)[2], '10-02T00:00')
  assert.deepEqual(course(check, [...twice, ['2026-10-01T18:00', 'success']])[2], '10-02T02:00')
  const again: Story = [...twice, ['2026-10-01T10:05', 'success', { runId: 'a' }]]
  assert.deepEqual(
    course(check, [...again, ['2026-10-01T10:10', 'success', { runId: 'a' }]])[2],
    '10-02T02:00',
  )
})

test('in a window nothing turns, and an expected time within one is passed over', () => {
  const skipWindows = [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }] as const
  const daily = newCheck({ skipWindows })
  // A Friday.
  assert.deepEqual(course(daily, [['2026-10-02T23:30', 'success']]), [
    '10-02T23:30', 'up', '10-05T23:30', 'late', '10-06T00:30', 'down',
  ]) // biome-ignore format: pairs
  const cron = newCheck({ skipWindows, schedule: { cron: '30 23 * * *' } })
  assert.deepEqual(course(cron, [['2026-10-01T23:40', 'success']]), [
    '10-01T23:40', 'up', '10-02T23:30', 'late', '10-05T00:30', 'down',
  ]) // biome-ignore format: pairs
  assert.deepEqual(course(cron, [['2026-10-02T23:40', 'success']])[2], '10-05T23:30')
})

test('a check of which every expected time is passed over expects nothing', () => {
  const skipWindows = [{ days: ['sat'], from: '00:00', to: '24:00' }] as const
  const check = newCheck({ skipWindows, schedule: { cron: '0 3 * * 6' } })
  assert.deepEqual(course(check, []), ['10-01T00:00', 'new'])
})

test('a paused check is neither late nor down, and starts anew when it is resumed', () => {
  const failed: Story = [['2026-10-01T02:00', 'failure']]
  assert.deepEqual(course(newCheck({ pausedAt: new Date(MADE) }), failed), [
    '10-01T02:00',
    'paused',
  ])
  const resumed = newCheck({ armedAt: new Date(at('2026-10-20T00:00')) })
  const outlook = outlookOf(compileCheck(resumed), play(newCheck(), failed))
  assert.equal(stateAt(outlook, at('2026-10-20T00:00')), 'new')
  assert.equal(outlook.dueMs, at('2026-10-21T00:00'))
})

test('failures before a check was armed do not add to those after it', () => {
  const before = play(newCheck({ failuresBeforeDown: 2 }), [['2026-10-01T02:00', 'failure']])
  const resumed = compileCheck(
    newCheck({ failuresBeforeDown: 2, armedAt: new Date(at('2026-10-20T00:00')) }),
  )
  const ping: Ping = {
    kind: 'failure',
    atMs: at('2026-10-20T01:00'),
    runId: undefined,
    exitStatus: undefined,
    durationSeconds: undefined,
  }
  const after = recordPing(before, ping, resumed.rules)
  assert.equal(after.failuresInRow, 1)
  assert.equal(stateAt(outlookOf(resumed, after), ping.atMs), 'up')
})

const checks = fc
  .record({
    schedule: fc.constantFrom<Check['schedule']>(
      { period: '1h' },
      { period: '1d' },
      { cron: '*/20 * * * *' },
      { cron: '30 2 * * 1-5' },
      { onCalendar: '*-*-* 0/6:00' },
    ),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    grace: fc.constantFrom('1m', '1h', '1d'),
    failuresBeforeDown: fc.integer({ min: 1, max: 3 }),
    minimumRuns: fc.integer({ min: 1, max: 3 }),
    skipWindows: fc.constantFrom<Check['skipWindows']>(
      [],
      [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }],
      [{ days: ['mon', 'wed'], from: '22:00', to: '06:00' }],
    ),
  })
  .map((changes) => newCheck(changes))

/** By when they came, over two weeks in which clocks change. */
const pings = fc
  .array(
    fc.record({
      atMs: fc.integer({ min: at('2026-10-18T00:00'), max: at('2026-11-02T00:00') }),
      kind: fc.constantFrom('start', 'success', 'success', 'failure'),
      runId: fc.constantFrom(undefined, 'a', 'b', 'c'),
      exitStatus: fc.constant(undefined),
      durationSeconds: fc.constant(undefined),
    }),
    { maxLength: 30 },
  )
  .map((list) => list.sort((a, b) => a.atMs - b.atMs))

test('between its turns a state stays as it is', () => {
  fc.assert(
    fc.property(
      checks,
      pings,
      fc.integer({ min: 0, max: 40 * 24 * HOUR_MS }),
      (check, story, later) => {
        const compiled = compileCheck(check)
        const record = story.reduce(
          (r, ping) => recordPing(r, ping, compiled.rules),
          emptyCheckRecord,
        )
        const outlook = outlookOf(compiled, record)
        const from = story.at(-1)?.atMs ?? MADE
        const turns = turnsOf(outlook)
        assert.deepEqual(
          turns,
          [...turns].sort((a, b) => a - b),
        )
        const last = turns.findLast((ms) => ms <= from + later && ms > from) ?? from
        assert.equal(stateAt(outlook, from + later), stateAt(outlook, last))
        for (const turn of turns)
          assert.notEqual(stateAt(outlook, turn - 1), stateAt(outlook, turn))
      },
    ),
  )
})

test('a record that was written and read back goes on as before', () => {
  fc.assert(
    fc.property(checks, pings, fc.nat(30), (check, story, cut) => {
      const { rules } = compileCheck(check)
      const goOn = (from: CheckRecord, part: readonly Ping[]) =>
        part.reduce((record, ping) => recordPing(record, ping, rules), from)
      const half = goOn(emptyCheckRecord, story.slice(0, cut))
      const read = decodeCheckRecord(JSON.parse(encodeCheckRecord(half)))
      assert.deepEqual(goOn(read, story.slice(cut)), goOn(emptyCheckRecord, story))
    }),
  )
})

test('a record of whatever shape is read as far as it makes sense', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), checks, (stored, check) => {
      const outlook = outlookOf(compileCheck(check), decodeCheckRecord(stored))
      assert.ok(stateAt(outlook, MADE) !== 'paused')
    }),
  )
  const odd = {
    open: [{ startedMs: 'x' }, 1, { startedMs: 5 }],
    ended: [{}],
    runEndsMs: [1, '2'],
    pings: null,
  }
  assert.deepEqual(decodeCheckRecord(odd), {
    ...emptyCheckRecord,
    open: [{ runId: undefined, startedMs: 5 }],
    runEndsMs: [1],
  })
})

test('a good run always leaves a check up', () => {
  fc.assert(
    fc.property(checks, pings, (check, story) => {
      const compiled = compileCheck({ ...check, minimumRuns: 1 })
      const record = story.reduce(
        (r, ping) => recordPing(r, ping, compiled.rules),
        emptyCheckRecord,
      )
      const atMs = at('2026-11-03T10:00')
      const unsaid = { runId: undefined, exitStatus: undefined, durationSeconds: undefined }
      const after = recordPing(record, { ...unsaid, kind: 'success', atMs }, compiled.rules)
      const { open } = after
      assert.equal(stateAt(outlookOf(compiled, after), atMs), 'up')
      assert.ok(open.every(({ startedMs }) => !compiled.rules.isOverdue(startedMs, atMs)))
    }),
  )
})
