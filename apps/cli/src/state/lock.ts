/**
 * One process at a time may use a state directory. The lock is one of the operating system's, held on a file through
 * SQLite (Node itself locks no files): it ends with its process, however that ends, so it can never be stale.
 */
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  release(): void
}

const SQLITE_BUSY = 5

/** Takes the lock, or returns `undefined` when another process has it. */
export function tryLock(path: string): Lock | undefined {
  const file = new DatabaseSync(path)
  try {
    // Nothing is ever written, so no journal file need be kept beside it.
    file.exec('pragma journal_mode = memory; begin exclusive')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      return undefined
    }
    throw error
  }
}
