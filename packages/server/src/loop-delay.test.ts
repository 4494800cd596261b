import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LoopDelay, processLoopDelay, type TurnRecord } from './loop-delay.ts'

/** Whose turns the test decides; their timer is due every 20 ms. */
function open() {
  const record = { count: 0, mean: Number.NaN }
  const turns: TurnRecord = {
    get count() {
      return record.count
    },
    get mean() {
      return record.mean
    },
    reset: () => Object.assign(record, { count: 0, mean: Number.NaN }),
  }
  const calls: string[] = []
  const delay = new LoopDelay(turns, {
    start: () => calls.push('start'),
    stop: () => calls.push('stop'),
  })
  const lookAfter = (ms: number | undefined) => {
    if (ms !== undefined) Object.assign(record, { count: 1, mean: (20 + ms) * 1e6 })
    delay.look()
    return Math.round(delay.currentMs)
  }
  return { delay, lookAfter, calls }
}

test('one long turn is no delay, and a delay that lasts is one until it is over', () => {
  const { lookAfter } = open()
  assert.deepEqual([0, 900, 0].map(lookAfter), [0, 0, 0])
  assert.deepEqual([300, 400, 350, 1].map(lookAfter), [0, 300, 350, 1])
})

test('without a turn to go by it is as it was', () => {
  const { lookAfter } = open()
  assert.deepEqual([300, 300, undefined, undefined, 200].map(lookAfter), [0, 300, 300, 300, 200])
})

test('a loop that is idle is not late', () => {
  const { lookAfter } = open()
  assert.deepEqual([-1, -1].map(lookAfter), [0, 0])
})

test('it is looked at from its start until it is disposed of', () => {
  const { calls, delay } = open()
  assert.deepEqual(calls, [])
  delay.start()
  delay[Symbol.dispose]()
  assert.deepEqual(calls, ['start', 'stop'])
  using real = processLoopDelay()
  real.start()
  assert.equal(real.currentMs, 0)
})
