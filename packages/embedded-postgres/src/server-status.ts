import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from './error-code.ts'

export interface ServerStatus {
  readonly pid: number
  /** Accepts connections, recovery included. */
  readonly isReady: boolean
}

// postmaster.pid: the process id on the first line, the state on the eighth, padded with spaces.
const PID_LINE = 0
const STATE_LINE = 7

/** What the running server, or one that was killed, last wrote about itself into its data directory. */
export async function readServerStatus(data: string): Promise<ServerStatus | undefined> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
    const pid = Number(lines[PID_LINE])
    if (!Number.isInteger(pid) || pid <= 1) return undefined
    return { pid, isReady: lines[STATE_LINE]?.trim() === 'ready' }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
