import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { nextCalendarEvent, parseCalendarEvent } from './calendar-event.ts'
import { ScheduleFault } from './schedule-fault.ts'

/** The next times after that moment; both in UTC, to the second. */
function nextTimes(text: string, after: string, count = 3): string[] {
  const event = parseCalendarEvent(text)
  const times: string[] = []
  let at: number | undefined = Date.parse(`${after.replace(' ', 'T')}Z`)
  while (at !== undefined && times.length < count) {
    at = nextCalendarEvent(event, at, 'UTC')
    if (at !== undefined) times.push(new Date(at).toISOString().slice(0, 19).replace('T', ' '))
  }
  return times
}

const tables: readonly [title: string, text: string, after: string, times: string[]][] = [
  [
    'the last day of each month is found whatever its length',
    '*-*~01',
    '2027-01-31 00:00:00',
    ['2027-02-28 00:00:00', '2027-03-31 00:00:00', '2027-04-30 00:00:00'],
  ],
  [
    'months without a 31st are passed over',
    '*-*-31 06:00',
    '2026-05-31 06:00:00',
    ['2026-07-31 06:00:00', '2026-08-31 06:00:00', '2026-10-31 06:00:00'],
  ],
  [
    'the 29th of February comes in leap years alone',
    '*-02-29',
    '2026-01-01 00:00:00',
    ['2028-02-29 00:00:00', '2032-02-29 00:00:00', '2036-02-29 00:00:00'],
  ],
  [
    '2100 is no leap year',
    '*-02-29',
    '2096-02-29 00:00:00',
    ['2104-02-29 00:00:00', '2108-02-29 00:00:00', '2112-02-29 00:00:00'],
  ],
  [
    'a weekday and a day must both hold',
    'Fri *-*-13',
    '2026-03-13 00:00:00',
    ['2026-11-13 00:00:00', '2027-08-13 00:00:00', '2028-10-13 00:00:00'],
  ],
  [
    'the last Monday of a month is within its last seven days',
    'Mon *-05~07/1',
    '2026-05-25 00:00:00',
    ['2027-05-31 00:00:00', '2028-05-29 00:00:00', '2029-05-28 00:00:00'],
  ],
  [
    'clocks put forward skip the time, and with it the event',
    '*-*-* 02:30 Europe/Berlin',
    '2026-03-28 00:00:00',
    ['2026-03-28 01:30:00', '2026-03-30 00:30:00', '2026-03-31 00:30:00'],
  ],
  [
    'clocks put back show the time twice, and the event is the first of the two',
    '*-*-* 02:30 Europe/Berlin',
    '2026-10-24 12:00:00',
    ['2026-10-25 00:30:00', '2026-10-26 01:30:00', '2026-10-27 01:30:00'],
  ],
  [
    'in the hour that comes twice nothing is expected the second time',
    '*:0/30 Europe/Berlin',
    '2026-10-25 00:10:00',
    ['2026-10-25 00:30:00', '2026-10-25 02:00:00', '2026-10-25 02:30:00'],
  ],
  [
    'asked in the second of the two hours, nothing of the first comes again',
    '*:0/30 Europe/Berlin',
    '2026-10-25 01:20:00',
    ['2026-10-25 02:00:00', '2026-10-25 02:30:00', '2026-10-25 03:00:00'],
  ],
  [
    'a change of the clocks by half an hour is one too',
    '*-*-* 02:15 Australia/Lord_Howe',
    '2026-10-02 12:00:00',
    ['2026-10-02 15:45:00', '2026-10-04 15:15:00', '2026-10-05 15:15:00'],
  ],
  [
    'where clocks are put forward at midnight that day has no midnight',
    'daily America/Havana',
    '2026-03-07 00:00:00',
    ['2026-03-07 05:00:00', '2026-03-09 04:00:00', '2026-03-10 04:00:00'],
  ],
  [
    'a day that a country skipped has no event',
    '2011-12-30 12:00 Pacific/Apia',
    '2011-12-01 00:00:00',
    [],
  ],
  ['what is over comes no more', '2026-02~01', '2026-02-28 00:00:00', []],
  [
    'lists, ranges and steps are put together',
    'Mon,Wed..Fri 6..10/2:3,33',
    '2026-09-29 00:00:00',
    ['2026-09-30 06:03:00', '2026-09-30 06:33:00', '2026-09-30 08:03:00'],
  ],
  [
    'shorthands may name a zone',
    'weekly Asia/Tokyo',
    '2026-09-29 00:00:00',
    ['2026-10-04 15:00:00', '2026-10-11 15:00:00', '2026-10-18 15:00:00'],
  ],
  [
    'years of two digits are those around 2000',
    '69-1-1',
    '2026-01-01 00:00:00',
    ['2069-01-01 00:00:00'],
  ],
]

for (const [title, text, after, times] of tables) {
  test(`${title}: ${text}`, () => {
    assert.deepEqual(nextTimes(text, after), times)
  })
}

const malformed = [
  '', ' daily', 'daily ', '10', '2026', '*', '* 10:00', 'Sat, Sun 10:00', 'Fri..Mon', 'Mon daily', 'daily Mon',
  '*:*/15', '*-*-*/2', '0:60', '24:00', '*-*-0', '*-*-32', '*-13-01', '*-*~29', '2026..2025-1-1', '2200-1-1',
  '1960-1-1', '1..2..3:00', '*..5:00', '5..*:00', '22..2:00', '0/0:00', '10:00:00.5', '@1234', '~01',
  '*-*-1,~3', '05:00 Foo/Bar', '05:00 +02:00', '1-2-3-4', '1:2:3:4',
] // biome-ignore format: a list of words

for (const text of malformed) {
  test(`${JSON.stringify(text)} is no calendar event`, () => {
    assert.throws(() => parseCalendarEvent(text), ScheduleFault)
  })
}

/** Of what systemd takes, with zones whose clocks change at various times. */
const events = fc
  .record({
    weekdays: fc.constantFrom('', '', '', 'Mon..Fri ', 'Sat,Sun ', 'Tue '),
    date: fc.constantFrom(
      '*-*-*', '*-*-01', '*-*-29..31', '*-*~01', '*-*~03/1', '*-02-28', '*-1/3-15', '2026/2-*-1/7', '*-03,10-*',
    ), // biome-ignore format: a list of words
    time: fc.constantFrom(
      '00:00',
      '02:30',
      '*:00',
      '1..3:15',
      '23:59:59',
      '*:07/20',
      '6/6:30',
      '02:00:30',
    ),
    zone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ),
  })
  .map(({ weekdays, date, time, zone }) => `${weekdays}${date} ${time} ${zone}`)

/** Around the nights in which clocks change as well. */
const moments = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0) / 1_000, max: Date.UTC(2030, 0) / 1_000 }),
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-03-08T03:00Z', '2026-11-01T03:00Z', '2026-04-04T12:00Z',
        '2026-10-03T12:00Z', '2027-02-28T12:00Z', '2028-02-28T12:00Z', '2026-12-31T12:00Z',
      ), // biome-ignore format: a list of words
      fc.integer({ min: 0, max: 8 * 3_600 }),
    )
    .map(([night, seconds]) => Date.parse(night) / 1_000 + seconds),
)

const systemd = spawnSync('systemd-analyze', ['calendar', 'daily']).status === 0

test('systemd finds the same times', {
  skip: systemd ? false : 'there is no systemd-analyze',
}, () => {
  fc.assert(
    fc.property(events, moments, (text, seconds) => {
      const after = new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')
      const theirs = askSystemd(text, after)
      // In the second of two equal hours systemd takes them for expected once more.
      if (isInSecondHour(text, seconds * 1_000)) return
      assert.deepEqual(nextTimes(text, after, 2), theirs)
    }),
    { numRuns: 150 },
  )
})

function askSystemd(text: string, after: string): string[] {
  const { stdout } = spawnSync(
    'systemd-analyze',
    ['calendar', `--base-time=${after} UTC`, '--iterations=2', text],
    { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } },
  )
  return Array.from(
    stdout.matchAll(/(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w{3} (\S+ \S+) UTC/g),
    ([, time = '']) => time,
  )
}

function isInSecondHour(text: string, ms: number): boolean {
  const timeZone = text.split(' ').at(-1) ?? 'UTC'
  const show = (at: number) => new Date(at).toLocaleString('en', { timeZone })
  return [30, 60].some((minutes) => show(ms) === show(ms - minutes * 60_000))
}
