import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  access,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { after, before, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts'

let prepared = ''

before(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'postern-test-'))
  await (await startEmbeddedPostgres({ folder: prepared })).stop()
})

after(() => rm(prepared, { recursive: true, force: true }))

test('rows outlive a stop and a start', async (t) => {
  const folder = await preparedFolder(t)
  const first = await start(t, folder)
  await query(first.url('postgres'), 'create table kept as select 42 as answer')
  await first.stop()

  const second = await start(t, folder)

  assert.deepEqual(await query(second.url('postgres'), 'select answer from kept'), [{ answer: 42 }])
})

test('rows outlive kill -9 of every process at once', async (t) => {
  const folder = await preparedFolder(t)
  const { parent, url } = await startInChild(t, folder)
  await query(url, 'create table kept as select 42 as answer')

  await killOutright(parent, () => true)

  const postgres = await start(t, folder)

  const rows = await query(postgres.url('postgres'), 'select answer from kept')
  assert.deepEqual(rows, [{ answer: 42 }])
})

test('a server whose parent was killed ends soon after', async (t) => {
  const folder = await preparedFolder(t)
  const { parent, url } = await startInChild(t, folder)

  parent.kill('SIGKILL')

  await eventually(() => assert.rejects(query(url, 'select 1'), /ECONNREFUSED/))
})

test('a server that was left running makes way for the next start', async (t) => {
  if (process.platform !== 'linux') return t.skip('finds the processes through /proc')
  const folder = await preparedFolder(t)
  const { parent, url } = await startInChild(t, folder)
  await query(url, 'create table kept as select 42 as answer')
  await killOutright(parent, (command) => command.includes('postern-watchdog'))
  await query(url, 'select 1')

  const postgres = await start(t, folder)

  assert.deepEqual(await query(postgres.url('postgres'), 'select answer from kept'), [
    { answer: 42 },
  ])
  await assert.rejects(query(url, 'select 1'), /ECONNREFUSED/)
})

test('a start that was cut off before the data was complete is made anew', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'data.new', 'base'), { recursive: true })
  await writeFile(join(folder, 'data.new', 'PG_VERSION'), '18\n')
  await writeFile(join(folder, 'superuser-password'), '')

  const postgres = await start(t, folder)

  assert.deepEqual(await query(postgres.url('postgres'), 'select 1 as one'), [{ one: 1 }])
  assert.equal((await readdir(folder)).includes('data.new'), false)
})

test('a first start takes over from one whose process was killed in the middle of it', async (t) => {
  const folder = await temporaryFolder(t)
  for (const afterMs of [200, 400, 600]) {
    const parent = spawnParent(t, folder)
    await sleep(afterMs)
    parent.kill('SIGKILL')
  }

  const postgres = await start(t, folder)

  assert.deepEqual(await query(postgres.url('postgres'), 'select 1 as one'), [{ one: 1 }])
})

test('a lock file that names a stranger does not stop a start', async (t) => {
  const folder = await preparedFolder(t)
  await (await start(t, folder)).stop()
  await writeFile(join(folder, 'data', 'postmaster.pid'), `${process.pid}\n${folder}\n1\n1\n\n\n`)

  await start(t, folder)
})

test('a server that is killed comes back on the same port', async (t) => {
  const folder = await preparedFolder(t)
  const incidents: string[] = []
  const postgres = await startEmbeddedPostgres({
    folder,
    onIncident: (what) => incidents.push(what),
  })
  t.after(() => postgres.stop())
  await query(postgres.url('postgres'), 'create table kept as select 42 as answer')

  process.kill(await postmasterOf(folder), 'SIGKILL')

  await eventually(async () => {
    const rows = await query(postgres.url('postgres'), 'select answer from kept')
    assert.deepEqual(rows, [{ answer: 42 }])
  })
  assert.match(incidents.join(), /signal SIGKILL/)
})

test('a server that was told to stop stays stopped', async (t) => {
  const folder = await preparedFolder(t)
  const postgres = await start(t, folder)
  await postgres.stop()
  await postgres.stop()
  await assert.rejects(query(postgres.url('postgres'), 'select 1'), /ECONNREFUSED/)
})

test('commits are flushed, and only the owner of the data can be superuser', async (t) => {
  const folder = await preparedFolder(t)
  const postgres = await start(t, folder)
  const settings = await query(
    postgres.url('postgres'),
    `select string_agg(name || '=' || setting, ' ' order by name) as all from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses')`,
  )
  assert.deepEqual(settings, [
    { all: 'fsync=on full_page_writes=on listen_addresses=127.0.0.1 synchronous_commit=on' },
  ])
  const wrong = postgres.url('postgres', { user: 'postgres', password: 'guess' })
  await assert.rejects(query(wrong, 'select 1'), /password authentication failed/)
  assert.equal((await stat(join(folder, 'superuser-password'))).mode & 0o777, 0o600)
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
})

test('a taken port fails the start in words', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await once(taken, 'listening')
  const address = taken.address()
  assert.ok(address !== null && typeof address === 'object')

  const attempt = startEmbeddedPostgres({ folder: await preparedFolder(t), port: address.port })

  await assert.rejects(attempt, /could not create any TCP\/IP sockets/)
})

test('a temporary server leaves nothing behind, even when its process is killed', async (t) => {
  const folder = await temporaryFolder(t)
  const { parent, url } = await startInChild(t, folder, 'temporary')
  assert.deepEqual(await query(url, 'show fsync'), [{ fsync: 'off' }])
  const [name = ''] = await readdir(folder)

  parent.kill('SIGKILL')

  await eventually(() => assert.rejects(access(join(folder, name)), /ENOENT/))
})

// A server whose process was killed outright may still be writing its last.
const removal = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-test-'))
  // Told while hooks run, it comes after those that stop the servers.
  t.after(() => t.after(() => rm(folder, removal)))
  return folder
}

/** As a stop left it: making the data is most of a first start. */
async function preparedFolder(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t)
  await cp(prepared, folder, { recursive: true })
  return folder
}

async function start(t: TestContext, folder: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ folder })
  t.after(() => postgres.stop())
  return postgres
}

/** Runs the server under a process of its own, which a test can kill. */
async function startInChild(
  t: TestContext,
  folder: string,
  kind: 'lasting' | 'temporary' = 'lasting',
): Promise<{ parent: ChildProcess; url: string }> {
  const parent = spawnParent(t, folder, kind)
  for await (const url of createInterface(parent.stdout)) return { parent, url }
  throw new Error('the process ended before its server ran')
}

function spawnParent(t: TestContext, folder: string, kind: 'lasting' | 'temporary' = 'lasting') {
  const call =
    kind === 'lasting'
      ? `startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} })`
      : 'startTemporaryPostgres()'
  const program = `
    import { startEmbeddedPostgres, startTemporaryPostgres } from '${import.meta.resolve('./index.ts')}'
    console.log((await ${call}).url('postgres'))
    setInterval(() => {}, 1_000)
  `
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  })
  t.after(() => parent.kill('SIGKILL'))
  return parent
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client(url)
  // The server may be killed while we are connected; the query's own rejection tells.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function postmasterOf(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

/** Kills the process, and those that it and its children started if their command is of the kind. */
async function killOutright(
  parent: ChildProcess,
  isMeant: (command: string) => boolean,
): Promise<void> {
  // Stopped first, so that it does not see its children end and start new ones.
  parent.kill('SIGSTOP')
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid=,args='])
  const family = new Set([parent.pid])
  const meant: string[] = []
  // A child is listed after its parent: ids count up.
  for (const line of stdout.split('\n')) {
    const [pid, ppid, ...command] = line.trim().split(/\s+/)
    if (pid === undefined || !family.has(Number(ppid))) continue
    family.add(Number(pid))
    if (isMeant(command.join(' '))) meant.push(pid)
  }
  // One command for all. Some may be gone before it gets to them, which is what kill then complains about.
  await promisify(execFile)('kill', ['-9', ...meant]).catch(() => undefined)
  parent.kill('SIGKILL')
}

const PATIENCE_MS = 10_000

/** Repeats a check until it holds; in the end its own failure is the test's. */
async function eventually(check: () => Promise<unknown>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(20)) {
    try {
      await check()
      return
    } catch {
      // Not yet.
    }
  }
  await check()
}
