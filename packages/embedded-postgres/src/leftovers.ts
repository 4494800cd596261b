/** Processes of an earlier run, whose parent was killed before it could stop them. */
import { readdir, readlink, realpath, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import { errorCode } from './error-code.ts'
import { run } from './run.ts'
import { readServerStatus } from './server-status.ts'

const POLL_MS = 10

// A fast shutdown writes what is in memory, at most a few hundred megabytes.
const FAST_SHUTDOWN_MS = 10_000
// An immediate one only ends processes; the next start recovers from the log.
const IMMEDIATE_SHUTDOWN_MS = 2_000
const KILL_MS = 5_000

/**
 * Ends every server process that still works on that data, and takes away the lock file that a killed one left: its
 * process id may be another program's by now, at which Postgres would refuse to start.
 */
export async function clearLeftovers(cluster: Cluster): Promise<void> {
  await stopLeftovers(cluster)
  await rm(join(cluster.data, 'postmaster.pid'), { force: true })
}

/** The gentle way first. */
async function stopLeftovers(cluster: Cluster): Promise<void> {
  const left = await leftovers(cluster)
  if (left.length === 0) return
  // The postmaster alone is asked: its children understand the same signal differently.
  const postmaster = (await readServerStatus(cluster.data))?.pid
  if (postmaster !== undefined && left.includes(postmaster)) {
    signal(postmaster, 'SIGINT')
    if (await allGone(cluster, FAST_SHUTDOWN_MS)) return
  }
  for (const pid of await leftovers(cluster)) signal(pid, 'SIGQUIT')
  if (await allGone(cluster, IMMEDIATE_SHUTDOWN_MS)) return
  for (const pid of await leftovers(cluster)) signal(pid, 'SIGKILL')
  if (await allGone(cluster, KILL_MS)) return
  const pids = (await leftovers(cluster)).join(', ')
  throw new Error(`a Postgres of an earlier run still works in ${cluster.data}: process ${pids}`)
}

async function allGone(cluster: Cluster, timeLimitMs: number): Promise<boolean> {
  const end = performance.now() + timeLimitMs
  while (performance.now() < end) {
    if ((await leftovers(cluster)).length === 0) return true
    await sleep(POLL_MS)
  }
  return false
}

async function leftovers(cluster: Cluster): Promise<number[]> {
  return process.platform === 'linux' ? workingIn(cluster.data) : recordedPostmaster(cluster.data)
}

/** Every Postgres process works inside its data directory; a process id alone may have been given out again. */
async function workingIn(data: string): Promise<number[]> {
  const real = await realpath(data)
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(ids.map((id) => isServer(id, real)))
  return ids.filter((_, index) => found[index] === true).map(Number)
}

async function isServer(id: string, data: string): Promise<boolean> {
  try {
    const folder = await readlink(join('/proc', id, 'cwd'))
    if (folder !== data) return false
    return basename(await readlink(join('/proc', id, 'exe'))).startsWith('postgres')
  } catch {
    // Gone meanwhile, or not ours to look at: then it is not ours to stop either.
    return false
  }
}

/** Without /proc: the process that the data directory names, if it works there. */
async function recordedPostmaster(data: string): Promise<number[]> {
  const status = await readServerStatus(data)
  if (!status) return []
  try {
    const args = ['-c', WORKS_IN, 'sh', String(status.pid), await realpath(data)]
    await run('/bin/sh', args, { account: undefined, cwd: '/' })
    return [status.pid]
  } catch {
    return []
  }
}

const WORKS_IN = 'lsof -a -p "$1" -d cwd -Fn | grep -qxF "n$2"'

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}
