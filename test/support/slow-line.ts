import { setTimeout as sleep } from 'node:timers/promises'
import type { Ending } from '@postern/testkit'
import { openLine } from './line.ts'

// Now and then something is late, and by so much that others do all of their work meanwhile.
const LATE_SHARE = 1 / 20
const LATE_MS = 25

/**
 * A way to a server on which now and then a question or an answer is late, as in a network: what two clients do at once
 * then interleaves in ways that one machine does not show. Returns its port on 127.0.0.1.
 */
export function openSlowLine(t: Ending, databaseUrl: string): Promise<number> {
  return openLine(t, databaseUrl, () => ({ question: passLate, answer: passLate }))
}

async function passLate(): Promise<boolean> {
  if (Math.random() < LATE_SHARE) await sleep(LATE_MS)
  return true
}
