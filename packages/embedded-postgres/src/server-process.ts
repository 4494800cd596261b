import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, dataArgument } from './cluster.ts'
import { isMissing } from './error-code.ts'
import { serverEnvironment } from './run.ts'
import { readServerStatus } from './server-status.ts'
import { watch } from './watchdog.ts'

const POLL_MS = 10

// A start after a crash replays the log; half a gigabyte of it (max_wal_size) on a slow disk takes a minute.
const START_TIME_LIMIT_MS = 120_000

export interface ServerProcess {
  /** Settles when the process ended, with how: "exit code 1", "signal SIGKILL". */
  readonly ended: Promise<string>
  /** Ends it: with a checkpoint, or at once, leaving the next start to recover. */
  stop(how: 'fast' | 'immediate'): Promise<void>
}

export interface LaunchOptions {
  readonly args: readonly string[]
  /** Whether the whole cluster goes when we die. */
  readonly isTemporary: boolean
}

/** Starts the server and waits until it takes connections. Rejects in the server's own words. */
export async function launchServer(
  cluster: Cluster,
  { args, isTemporary }: LaunchOptions,
): Promise<ServerProcess> {
  const child = await spawnServer(cluster, args)
  const ended = howItEnds(child)
  const callOff = watch({
    pid: pidOf(child),
    signal: isTemporary ? 'QUIT' : 'INT',
    ...(isTemporary && { folder: cluster.folder }),
  })
  void ended.then(callOff)
  const server: ServerProcess = { ended, stop: (how) => stop(child, how) }
  await untilReady(cluster, child, server)
  return server
}

async function spawnServer(cluster: Cluster, args: readonly string[]): Promise<ChildProcess> {
  await keepOldLog(cluster.log)
  // A file and not a pipe, so that the server never waits for us to read, and its last words outlive us both.
  const log = await open(cluster.log, 'a', 0o600)
  try {
    const child = spawn(
      cluster.binaries.postgres,
      ['-D', dataArgument(cluster, cluster.data), ...args],
      {
        ...cluster.account,
        cwd: cluster.data,
        env: serverEnvironment,
        stdio: ['ignore', log.fd, log.fd],
        // In a group of its own: a Ctrl-C in the terminal is ours to handle, and the server is stopped last.
        detached: true,
      },
    )
    child.unref()
    await once(child, 'spawn')
    return child
  } finally {
    await log.close()
  }
}

function howItEnds(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)
    })
  })
}

async function untilReady(
  cluster: Cluster,
  child: ChildProcess,
  server: ServerProcess,
): Promise<void> {
  const end = performance.now() + START_TIME_LIMIT_MS
  while (performance.now() < end) {
    if (hasEnded(child)) {
      const why = await lastFatal(cluster.log)
      throw new Error(`Postgres ended at start (${await server.ended}): ${why}`)
    }
    const status = await readServerStatus(cluster.data)
    if (status?.isReady && status.pid === child.pid) return
    await sleep(POLL_MS)
  }
  await server.stop('immediate')
  throw new Error(
    `Postgres was not ready within ${START_TIME_LIMIT_MS / 1000} s; its log is ${cluster.log}`,
  )
}

// A checkpoint of 64 MB takes well under a second; whoever waits longer would rather recover at the next start.
const FAST_SHUTDOWN_MS = 10_000
const IMMEDIATE_SHUTDOWN_MS = 2_000

async function stop(child: ChildProcess, how: 'fast' | 'immediate'): Promise<void> {
  if (how === 'fast' && (await endsAfter(child, 'SIGINT', FAST_SHUTDOWN_MS))) return
  if (await endsAfter(child, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return
  await endsAfter(child, 'SIGKILL', IMMEDIATE_SHUTDOWN_MS)
}

async function endsAfter(
  child: ChildProcess,
  signal: NodeJS.Signals,
  timeLimitMs: number,
): Promise<boolean> {
  child.kill(signal)
  const end = performance.now() + timeLimitMs
  while (!hasEnded(child) && performance.now() < end) await sleep(POLL_MS)
  return hasEnded(child)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('a process that was spawned has no id')
  return child.pid
}

/** The log of the run before this one is kept: it may tell how that one ended. */
async function keepOldLog(log: string): Promise<void> {
  try {
    await rename(log, `${log}.old`)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** The line in which Postgres gives its reason, or where to read on. */
async function lastFatal(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n')
  const fatal = lines.findLast((line) => /\b(?:FATAL|PANIC|error)\b/.test(line)) ?? lines.at(-1)
  return `${fatal?.replace(/^.*(?:FATAL|PANIC):\s*/, '') ?? ''} (see ${log})`
}
