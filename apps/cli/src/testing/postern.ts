/** The real command as a process of its own, in a state directory of the test's own. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

export type Settings = Readonly<Record<string, string>>

// A server whose process was killed outright may still be writing its last.
const removal = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-cli-'))
  // Told while hooks run, it comes after those that stop what works there.
  t.after(() => t.after(() => rm(folder, removal)))
  return folder
}

export interface Run {
  readonly child: ChildProcess
  /** What it printed so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /** The exit code, once it ended. */
  readonly ended: Promise<number | null>
}

/** Starts the command with those settings and no others, on any free ports unless told. */
export function startPostern(t: TestContext, args: readonly string[], settings: Settings): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env['PATH'],
      POSTERN_API_PORT: '0',
      POSTERN_ADMIN_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code))
  })
  t.after(() => {
    child.kill('SIGTERM')
    return ended
  })
  return { child, stdout: () => stdout, stderr: () => stderr, ended }
}

/** Starts `postern up` and waits until it says that it is ready. */
export async function startUp(t: TestContext, stateDir: string, settings: Settings = {}) {
  const run = startPostern(t, ['up'], { POSTERN_STATE_DIR: stateDir, ...settings })
  const isOver = run.ended.then(() => true)
  while (!run.stdout().includes('Ctrl-C stops it')) {
    const over = await Promise.race([isOver, once(run.child.stdout ?? run.child, 'data')])
    assert.notEqual(over, true, `it ended before it was ready: ${run.stderr()}`)
  }
  return run
}

/** Ends it as Ctrl-C does, and checks that it says so. */
export async function stop(run: Run): Promise<void> {
  run.child.kill('SIGINT')
  assert.equal(await run.ended, 0, run.stderr())
}

export async function readState(stateDir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = JSON.parse(
    await readFile(join(stateDir, 'credentials.json'), 'utf8'),
  )
  return found
}

/** Kills the process and all that it started, outright. */
export async function killEverything(run: Run): Promise<void> {
  // Stopped first, so that it does not see its children end.
  run.child.kill('SIGSTOP')
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid='])
  const family = new Set([run.child.pid])
  for (const line of stdout.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number)
    if (pid !== undefined && family.has(parent)) family.add(pid)
  }
  // One command for all. Some may be gone before it gets to them, which is what kill then complains about.
  await promisify(execFile)('kill', ['-9', ...[...family].map(String)]).catch(() => undefined)
  await run.ended
}
