import { setImmediate } from 'node:timers/promises'
import { limitConcurrency } from './limit-concurrency.ts'

// Long enough to get something done, short enough that a push which waits meanwhile does not notice.
const SLICE_MS = 8

// One slice at a time in this process: who has more to do goes to the end of the line, whatever tenant it is for.
const inTurn = limitConcurrency(1)

/** Does long work step by step, and lets everything else go on in between. */
export async function inSlices(steps: Iterator<unknown>): Promise<void> {
  let isDone = false
  while (!isDone) {
    isDone = await inTurn(async () => {
      const isOver = runSlice(steps)
      if (!isOver) await setImmediate()
      return isOver
    })
  }
}

function runSlice(steps: Iterator<unknown>): boolean {
  const end = performance.now() + SLICE_MS
  do {
    if (steps.next().done) return true
  } while (performance.now() < end)
  return false
}
