/** Processes of an earlier run, whose parent was killed before it could stop them. */
import { readdir, readlink, realpath, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
export async function clearLeftovers(data: string): Promise<void> {
  await stopLeftovers(data)
  await rm(join(data, 'postmaster.pid'), { force: true })
}

/** The gentle way first. */
async function stopLeftovers(data: string): Promise<void> {
  const left = await leftovers(data)
  if (left.length === 0) return
  // The postmaster alone is asked: its children understand the same signal differently.
  const postmaster = (await readServerStatus(data))?.pid
  if (postmaster !== undefined && left.includes(postmaster)) {
    signal(postmaster, 'SIGINT')
    if (await allGone(data, FAST_SHUTDOWN_MS)) return
  }
  for (const pid of await leftovers(data)) signal(pid, 'SIGQUIT')
  if (await allGone(data, IMMEDIATE_SHUTDOWN_MS)) return
  for (const pid of await leftovers(data)) signal(pid, 'SIGKILL')
  if (await allGone(data, KILL_MS)) return
  const pids = (await leftovers(data)).join(', ')
  throw new Error(`a Postgres of an earlier run still works in ${data}: process ${pids}`)
}

/** Ends what an earlier run left at work in a folder that nobody will miss. */
export async function killLeftoversIn(folder: string): Promise<void> {
  if (process.platform !== 'linux') return
  for (const pid of await workingIn(folder)) signal(pid, 'SIGKILL')
  while ((await workingIn(folder)).length > 0) await sleep(POLL_MS)
}

async function allGone(data: string, timeLimitMs: number): Promise<boolean> {
  const end = performance.now() + timeLimitMs
  while (performance.now() < end) {
    if ((await leftovers(data)).length === 0) return true
    await sleep(POLL_MS)
  }
  return false
}

async function leftovers(data: string): Promise<number[]> {
  return process.platform === 'linux' ? workingIn(data) : recordedPostmaster(data)
}

// After an update of the package, the kernel says "postgres (deleted)".
const PROGRAMS = /^(?:postgres|initdb)\b/

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
    return PROGRAMS.test(basename(await readlink(join('/proc', id, 'exe'))))
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
