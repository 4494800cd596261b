import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 25

/** Asks again and again until the answer is truthy, and returns it. Rejects after the limit, naming what did not come. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = 20_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    const answer = await ask()
    if (answer) return answer
    await sleep(POLL_MS)
  }
  throw new Error(`waited ${limitMs / 1_000} s in vain for ${what}`)
}
