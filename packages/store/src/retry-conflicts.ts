import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseError } from 'pg'

// Serialization failure and deadlock: the server undid the whole transaction and invites another try.
const CONFLICTS = new Set(['40001', '40P01'])
const MAX_TRIES = 5
const FIRST_PAUSE_MS = 5

/** Repeats a transaction that lost a race, with growing, jittered pauses. */
export async function retryConflicts<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction()
    } catch (error) {
      if (attempt === MAX_TRIES || !isConflict(error)) throw error
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * Math.random())
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && CONFLICTS.has(error.code ?? '')
}
