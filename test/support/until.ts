import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 25

/** Asks again and again until the answer is truthy, and returns it. Rejects after the limit, naming what did not come. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = 15_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs
  let last: unknown
  while (performance.now() < end) {
    try {
      const answer = await ask()
      if (answer) return answer
      last = answer
    } catch (error) {
      last = error
    }
    await sleep(POLL_MS)
  }
  throw new Error(`waited ${limitMs / 1_000} s in vain for ${what}`, { cause: last })
}
