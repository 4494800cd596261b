import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { minutesOutside, type SkipWindow, SkipWindows, weekdays } from './skip-windows.ts'

const weekend: SkipWindow = { days: ['sat', 'sun'], from: '00:00', to: '24:00' }
const nights: SkipWindow = { days: [...weekdays], from: '17:00', to: '09:00' }
const HOUR_MS = 3_600_000

const at = (text: string) => Date.parse(`${text}Z`)
const shown = (ms: number) => new Date(ms).toISOString().slice(0, 16)

test('time stands still in a window', () => {
  const windows = new SkipWindows([weekend], 'UTC')
  // A Friday.
  assert.equal(shown(windows.add(at('2026-10-02T18:00'), 24 * HOUR_MS)), '2026-10-05T18:00')
  assert.equal(shown(windows.add(at('2026-10-03T12:00'), HOUR_MS)), '2026-10-05T01:00')
  assert.equal(shown(windows.add(at('2026-10-01T12:00'), 24 * HOUR_MS)), '2026-10-02T12:00')
})

test('windows that meet are one', () => {
  const windows = new SkipWindows([weekend, nights], 'UTC')
  assert.equal(shown(windows.outside(at('2026-10-02T20:00'))), '2026-10-05T09:00')
  assert.equal(shown(windows.add(at('2026-10-02T16:50'), HOUR_MS)), '2026-10-05T09:50')
})

test('a window begins and ends by the clocks of its zone, on both sides of a change', () => {
  const windows = new SkipWindows([{ ...weekend, days: ['sun'] }], 'Europe/Berlin')
  // 23 hours in March, 25 in October.
  assert.equal(shown(windows.outside(at('2026-03-29T10:00'))), '2026-03-29T22:00')
  assert.equal(shown(windows.add(at('2026-03-28T22:30'), HOUR_MS)), '2026-03-29T22:30')
  assert.equal(shown(windows.outside(at('2026-10-25T10:00'))), '2026-10-25T23:00')
  assert.equal(shown(windows.add(at('2026-10-24T21:30'), HOUR_MS)), '2026-10-25T23:30')
})

test('an end that the clocks skip is when they are put forward', () => {
  const windows = new SkipWindows([{ days: ['sun'], from: '01:00', to: '02:30' }], 'Europe/Berlin')
  assert.equal(shown(windows.outside(at('2026-03-29T00:30'))), '2026-03-29T01:00')
})

test('what windows leave of a week is counted to the minute', () => {
  assert.equal(minutesOutside([]), 7 * 24 * 60)
  assert.equal(minutesOutside([weekend]), 5 * 24 * 60)
  assert.equal(minutesOutside([weekend, nights]), 5 * 8 * 60)
  assert.equal(minutesOutside([{ ...weekend, days: [...weekdays] }]), 0)
})

const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
const someWindows = fc
  .array(
    fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), from: times, to: times }),
    { maxLength: 3 },
  )
  .filter((windows) => minutesOutside(windows) >= 60)
const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York')
const moments = fc
  .integer({ min: at('2026-01-01T00:00') / 60_000, max: at('2027-01-01T00:00') / 60_000 })
  .map((minutes) => minutes * 60_000)

test('as many minutes lie outside of the windows as were added', () => {
  fc.assert(
    fc.property(
      someWindows,
      zones,
      moments,
      fc.integer({ min: 1, max: 3_000 }),
      (of, zone, from, minutes) => {
        const windows = new SkipWindows(of, zone)
        const end = windows.add(from, minutes * 60_000)
        let outside = 0
        for (let ms = from; ms < end; ms += 60_000) if (windows.outside(ms) === ms) outside++
        assert.equal(outside, minutes)
      },
    ),
    { numRuns: 50 },
  )
})

test('to add two durations is to add them one after the other', () => {
  const durations = fc.integer({ min: 0, max: 10 * 24 * HOUR_MS })
  fc.assert(
    fc.property(someWindows, zones, moments, durations, durations, (of, zone, from, a, b) => {
      const windows = new SkipWindows(of, zone)
      assert.equal(windows.add(windows.add(from, a), b), windows.add(from, a + b))
    }),
  )
})
