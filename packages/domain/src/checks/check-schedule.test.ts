import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type CheckSchedule, compileSchedule } from './check-schedule.ts'
import { ScheduleFault } from './schedule-fault.ts'

function nextTimes(schedule: CheckSchedule, timeZone: string, after: string, count = 3): string[] {
  const { next } = compileSchedule(schedule, timeZone)
  const times: string[] = []
  let at: number | undefined = Date.parse(`${after}Z`)
  while (at !== undefined && times.length < count) {
    at = next(at)
    if (at !== undefined) times.push(new Date(at).toISOString().slice(0, 16))
  }
  return times
}

const tables: readonly [title: string, cron: string, zone: string, after: string, string[]][] = [
  [
    'a time that the clocks skip comes right after, as with Vixie’s cron',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-03-28T00:00',
    ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
  ],
  [
    'a time that the clocks show twice comes once',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00',
    ['2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30'],
  ],
  [
    'what runs all the time runs on through the hour that comes twice',
    '*/30 * * * *',
    'Europe/Berlin',
    '2026-10-25T00:10',
    ['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30'],
  ],
  [
    'what runs all the time does not run in the hour that is skipped',
    '*/30 * * * *',
    'America/New_York',
    '2026-03-08T06:10',
    ['2026-03-08T06:30', '2026-03-08T07:00', '2026-03-08T07:30'],
  ],
  [
    'the other hemisphere puts its clocks forward in October',
    '30 2 * * *',
    'Australia/Sydney',
    '2026-10-02T12:00',
    ['2026-10-02T16:30', '2026-10-03T16:00', '2026-10-04T15:30'],
  ],
  [
    'months without a 31st are passed over',
    '0 0 31 * *',
    'UTC',
    '2026-05-31T00:00',
    ['2026-07-31T00:00', '2026-08-31T00:00', '2026-10-31T00:00'],
  ],
  [
    'the 29th of February comes in leap years',
    '0 0 29 2 *',
    'UTC',
    '2026-01-01T00:00',
    ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00'],
  ],
  [
    'of a day of the month and one of the week either will do',
    '0 0 1,15 * MON',
    'UTC',
    '2026-03-06T00:00',
    ['2026-03-09T00:00', '2026-03-15T00:00', '2026-03-16T00:00'],
  ],
  [
    'seven is Sunday as well',
    '0 0 * * 7',
    'UTC',
    '2026-03-06T00:00',
    ['2026-03-08T00:00', '2026-03-15T00:00', '2026-03-22T00:00'],
  ],
  [
    'a nickname stands for five fields',
    '@monthly',
    'Asia/Kathmandu',
    '2026-03-06T00:00',
    ['2026-03-31T18:15', '2026-04-30T18:15', '2026-05-31T18:15'],
  ],
  ['a day that never comes is never expected', '0 0 31 2 *', 'UTC', '2026-03-06T00:00', []],
]

for (const [title, cron, zone, after, times] of tables) {
  test(`${title}: ${cron}`, () => {
    assert.deepEqual(nextTimes({ cron }, zone, after), times)
  })
}

for (const cron of [
  '',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '5/15 * * * *',
  '22-2 * * * *',
  '0 0 L * *',
  '0 0 ? * *',
  '0 0 * * 5#3',
  '0 0 15W * *',
  '*/0 * * * *',
  '@reboot',
  '@daily x',
  'a b c d e',
]) {
  // biome-ignore format: a list of words
  test(`${JSON.stringify(cron)} is no cron expression`, () => {
    assert.throws(() => compileSchedule({ cron }, 'UTC'), ScheduleFault)
  })
}

for (const period of ['', '1', '59s', '366d', '2y', '-1d', '1.5h', '1h 30m', 'daily']) {
  test(`${JSON.stringify(period)} is no period`, () => {
    assert.throws(() => compileSchedule({ period }, 'UTC'), ScheduleFault)
  })
}

for (const zone of ['', 'Foo/Bar', '+02:00', 'Europe', '../etc/passwd']) {
  test(`${JSON.stringify(zone)} is no time zone`, () => {
    assert.throws(() => compileSchedule({ period: '1d' }, zone), ScheduleFault)
  })
}

test('an expected time lies behind the moment that was asked about, and shows what the expression says', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  ]
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 59 }),
      // Behind the hours in which clocks change.
      fc.integer({ min: 5, max: 23 }),
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) }),
      (minute, hour, timeZone, after) => {
        const at = compileSchedule({ cron: `${minute} ${hour} * * *` }, timeZone).next(after)
        assert.ok(at !== undefined && at > after && at - after <= 25 * 3_600_000)
        const shown = new Date(at).toLocaleTimeString('en-GB', { timeZone, timeStyle: 'short' })
        const two = (value: number) => String(value).padStart(2, '0')
        assert.equal(shown, `${two(hour)}:${two(minute)}`)
      },
    ),
  )
})
