/** The whole of Postern as a user starts it: `postern up`, in a state directory of the test's own. */
import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Ending } from '@postern/testkit'
import { until } from './until.ts'

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))

/** What it writes to credentials.json. */
interface Credentials {
  readonly apiUrl: string
  readonly adminUrl: string
  readonly operatorKey: string
  readonly pushKey: string
  readonly scrapeKey: string
}

export interface PosternUp {
  readonly credentials: Credentials
  readonly stdout: string
  /** Ends it and everything that it started, outright. */
  killAll(): Promise<void>
}

const START_LIMIT_MS = 60_000

/** Starts it on free ports and waits until it says that it is ready. */
export async function startPosternUp(
  t: Ending,
  stateDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PosternUp> {
  const child = spawn(process.execPath, [MAIN, 'up'], {
    env: {
      PATH: process.env['PATH'],
      POSTERN_STATE_DIR: stateDir,
      POSTERN_API_PORT: '0',
      POSTERN_ADMIN_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  t.after(() => {
    child.kill('SIGTERM')
    return ended
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await until(
    'Postern to start',
    () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${stderr}`)
      return stdout.includes('Ctrl-C stops it')
    },
    START_LIMIT_MS,
  )
  // Postern's own file, in the form that it promises.
  const credentials: Credentials = JSON.parse(
    await readFile(join(stateDir, 'credentials.json'), 'utf8'),
  )
  return {
    credentials,
    stdout,
    killAll: async () => {
      // Stopped first, so that it sees none of its children end.
      child.kill('SIGSTOP')
      for (const pid of await familyOf(child.pid)) signal(pid, 'SIGKILL')
      await ended
    },
  }
}

/** The process and all that descend from it. */
async function familyOf(ancestor: number | undefined): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid='])
  const family = new Set(ancestor === undefined ? [] : [ancestor])
  // Parents are listed before their children, as process ids grow.
  for (const line of stdout.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number)
    if (pid !== undefined && parent !== undefined && family.has(parent)) family.add(pid)
  }
  return [...family]
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended between the list and this.
  }
}
