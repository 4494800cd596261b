/** The machine's own Postgres, for what the embedded one has no programs for: psql, pg_dump, pg_restore. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { Ending } from '@postern/testkit'
import { findProgram } from './programs.ts'
import { runProgram } from './run-program.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { until } from './until.ts'

const PROGRAMS = ['initdb', 'postgres', 'psql', 'pg_dump', 'pg_restore']

// Where Debian puts each major version apart, servers not being on the path.
const DEBIAN = '/usr/lib/postgresql'

/** The folder that has all of the programs, of the newest version there is; `undefined` when none has. */
export async function findPostgresPrograms(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => [])
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a))
  const onPath = await findProgram('initdb')
  const folders = [
    ...newestFirst.map((version) => join(DEBIAN, version, 'bin')),
    ...(onPath === undefined ? [] : [dirname(onPath)]),
  ]
  for (const folder of folders) {
    const names = new Set(await readdir(folder).catch(() => []))
    if (PROGRAMS.every((name) => names.has(name))) return folder
  }
  return undefined
}

/** Starts a server on an empty cluster. Returns the URL of its superuser. */
export async function startInstalledPostgres(t: Ending, programs: string): Promise<string> {
  const folder = await makeTemporaryFolder(t)
  const account = await unprivileged()
  if (account) await chown(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const as = { ...account, cwd: folder, stdio: 'ignore' } as const
  const [code] = await once(
    spawn(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      as,
    ),
    'close',
  )
  if (code !== 0) throw new Error(`initdb ended with ${code}`)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...options], as)
  const ended = once(server, 'close')
  t.after(() => {
    server.kill('SIGINT')
    return ended
  })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await until('the server', async () => {
    const { code: answers } = await runProgram(join(programs, 'psql'), ['-c', 'select 1', url])
    return answers === 0
  })
  return url
}

/** Postgres does not run as root. `undefined` for everybody else. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const passwd = await readFile('/etc/passwd', 'utf8')
  const [, uid, gid] = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(passwd) ?? []
  if (uid === undefined) throw new Error('there is no account that Postgres could run as')
  return { uid: Number(uid), gid: Number(gid) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
