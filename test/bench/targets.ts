/** What is measured side by side: Postern as `npm start` runs it, and the Pushgateway with and without its check. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../support/programs.ts'

export interface Target {
  readonly name: string
  readonly url: string
  readonly pushHeaders: Readonly<Record<string, string>>
  readonly scrapeHeaders: Readonly<Record<string, string>>
  /** What its process, or processes, hold in memory now, in MB. */
  residentMegabytes(): Promise<number>
  stop(): Promise<void>
}

/** Postern has an admin app as well. */
export interface PosternTarget extends Target {
  readonly adminUrl: string
  readonly operatorHeaders: Readonly<Record<string, string>>
}

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))

/** As it comes, but for what `settings` say. */
export async function startPostern(
  settings: Readonly<Record<string, string>> = {},
): Promise<PosternTarget> {
  const stateDir = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  const [api, admin] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, [MAIN, 'up'], {
    env: {
      ...process.env,
      POSTERN_STATE_DIR: stateDir,
      POSTERN_API_PORT: String(api),
      POSTERN_ADMIN_PORT: String(admin),
      ...settings,
    },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${api}`
  await waitFor(`${url}/-/ready`, child)
  const keys = JSON.parse(await readFile(join(stateDir, 'credentials.json'), 'utf8'))
  return {
    name: 'Postern',
    url,
    pushHeaders: { authorization: `Bearer ${keys.pushKey}` },
    scrapeHeaders: { authorization: `Bearer ${keys.scrapeKey}` },
    adminUrl: `http://127.0.0.1:${admin}`,
    operatorHeaders: { authorization: `Bearer ${keys.operatorKey}` },
    residentMegabytes: () => residentMegabytes(child),
    stop: async () => {
      await stop(child)
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

/** `undefined` when there is none on this machine. */
export async function startPushgateway(check: boolean): Promise<Target | undefined> {
  const program =
    (await findProgram('pushgateway')) ?? (await findProgram('prometheus-pushgateway'))
  if (program === undefined) return undefined
  const port = await freePort()
  const flags = [
    '--persistence.file=',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]
  if (!check) flags.push('--push.disable-consistency-check')
  const child = spawn(program, flags, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await waitFor(`${url}/-/ready`, child)
  return {
    name: check ? 'Pushgateway' : 'Pushgateway, unchecked',
    url,
    pushHeaders: {},
    scrapeHeaders: {},
    residentMegabytes: () => residentMegabytes(child),
    stop: () => stop(child),
  }
}

async function residentMegabytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

async function waitFor(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}`)
    const reply = await fetch(url).catch(() => undefined)
    if (reply?.ok) return
    await sleep(100)
  }
  throw new Error(`${url} did not get ready`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
