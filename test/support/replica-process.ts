import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Ending, TEST_PEPPER, type TestDatabase } from '@postern/testkit'
import { breakConnections, nameConnections } from './connections.ts'
import type { Replica } from './replica.ts'

const MAIN = fileURLToPath(new URL('../../apps/api/src/main.ts', import.meta.url))

let started = 0

/** A replica as production has it: a process of its own, which can be killed outright. */
export async function startReplicaProcess(
  t: Ending,
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<Replica> {
  const name = `replica-process-${++started}`
  const child = spawn(process.execPath, [MAIN], {
    env: {
      DATABASE_URL: nameConnections(database, name).href,
      POSTERN_PEPPER: TEST_PEPPER,
      ...env,
      POSTERN_API_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const killNow = async () => {
    child.kill('SIGKILL')
    await exited
  }
  t.after(killNow)

  const lines = createInterface(child.stdout)
  const url = await new Promise<string>((resolve, reject) => {
    // Read to the end, or the process would wait for us to do so.
    lines.on('line', (line) => {
      const [address] = /http:\/\/[\d.:]+/.exec(line) ?? []
      if (address !== undefined) resolve(address)
    })
    lines.once('close', () => reject(new Error('the replica ended before it listened')))
  })
  return {
    url,
    cutOff: () => breakConnections(database, name),
    kill: async () => {
      await killNow()
      await breakConnections(database, name)
    },
  }
}
