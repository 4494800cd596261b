/** A real Pushgateway, for those who move from one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { findProgram, skipWithout } from './programs.ts'
import { until } from './until.ts'

const program = (await findProgram('pushgateway')) ?? (await findProgram('prometheus-pushgateway'))

export const withoutPushgateway = skipWithout(program, 'Pushgateway', 'prometheus-pushgateway')

/** Returns its address once it answers. */
export async function startPushgateway(t: TestContext): Promise<string> {
  const port = await freePort()
  const flags = [`--web.listen-address=127.0.0.1:${port}`, '--persistence.file=']
  const child = spawn(program ?? '', flags, { stdio: 'ignore' })
  t.after(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const url = `http://127.0.0.1:${port}`
  await until('the Pushgateway to answer', () => isReady(url))
  return url
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
