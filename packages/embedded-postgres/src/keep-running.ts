import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from './server-process.ts'

// A server that ends again and again, as on a full disk, is given time, but not more than a person would wait.
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000

export interface KeepRunningOptions {
  readonly relaunch: () => Promise<ServerProcess>
  readonly stopHow: 'fast' | 'immediate'
  /** Hears what happened, in words. */
  readonly report: (what: string) => void
}

/** Starts a server again whenever it ends without having been told to, until `stop`, which waits for its end. */
export function keepRunning(
  server: ServerProcess,
  options: KeepRunningOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const finished = superviseUntil(stopping.signal, server, options)
  return {
    stop: () => {
      stopping.abort()
      return finished
    },
  }
}

async function superviseUntil(
  stopping: AbortSignal,
  first: ServerProcess,
  options: KeepRunningOptions,
): Promise<void> {
  const told = once(stopping, 'abort')
  let server: ServerProcess | undefined = first
  while (server) {
    const how: unknown = await Promise.race([server.ended, told])
    if (stopping.aborted) return server.stop(options.stopHow)
    options.report(`the embedded Postgres ended (${String(how)}) and is started again`)
    server = await startAgain(stopping, options)
  }
}

/** Tries until it runs; `undefined` when told to stop meanwhile. */
async function startAgain(
  stopping: AbortSignal,
  options: KeepRunningOptions,
): Promise<ServerProcess | undefined> {
  for (let pauseMs = FIRST_PAUSE_MS; !stopping.aborted; pauseMs *= 2) {
    try {
      return await options.relaunch()
    } catch (error) {
      options.report(error instanceof Error ? error.message : String(error))
    }
    await pause(Math.min(pauseMs, LONGEST_PAUSE_MS), stopping)
  }
  return undefined
}

async function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal: stopping })
  } catch {
    // Told to stop: the loop sees it.
  }
}
