import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { access, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startTemporaryPostgres } from '@postern/embedded-postgres'
import {
  killEverything,
  readState,
  startPostern,
  startUp,
  stop,
  temporaryFolder,
} from '../testing/postern.ts'

test('a first start', async (t) => {
  const stateDir = join(await temporaryFolder(t), 'state')
  const run = await startUp(t, stateDir)
  const state = await readState(stateDir)
  const { apiUrl, adminUrl, operatorKey, tenant } = state

  await t.test('shows lines that can be pasted into a shell', async (shell) => {
    if (!(await hasCurl())) return shell.skip('there is no curl')
    const lines = run
      .stdout()
      .split('\n')
      .map((line) => line.trim())

    await inShell(lines.find((line) => line.startsWith('echo ')))
    const scraped = await inShell(lines.find((line) => line.startsWith('curl ')))

    assert.match(scraped, /^backup_duration_seconds\{.*job="backup".*\} 42$/m)
    assert.match(scraped, /^push_time_seconds\{/m)
  })

  await t.test('writes credentials.json with the names that scripts rely on', () => {
    const names = ['apiUrl', 'adminUrl', 'operatorKey', 'tenant', 'pushKey', 'scrapeKey']
    assert.deepEqual(Object.keys(state), names)
  })

  await t.test('makes an operator key that opens the admin app', async () => {
    const answer = await fetch(`${adminUrl}/api/v1/tenants`, bearer(operatorKey))
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), new RegExp(`"slug":"${tenant}"`))
  })

  await t.test('keeps what is secret where only its owner may read it', async () => {
    assert.equal((await stat(stateDir)).mode & 0o777, 0o700)
    for (const name of ['credentials.json', 'pepper', 'postern_api.password']) {
      assert.equal((await stat(join(stateDir, name))).mode & 0o777, 0o600, name)
    }
  })

  await t.test('is named to whoever starts a second time, who fails', async (second) => {
    const other = startPostern(second, ['up'], { POSTERN_STATE_DIR: stateDir })
    assert.equal(await other.ended, 1)
    assert.equal(
      other.stderr(),
      `error: Postern already runs on ${stateDir}: process ${run.child.pid} at ${apiUrl}; stop it, or choose another state directory with POSTERN_STATE_DIR\n`,
    )
    assert.equal((await fetch(`${apiUrl}/-/healthy`)).status, 200)
  })

  await t.test('ends on SIGTERM in order, with the Postgres and exit code 0', async () => {
    run.child.kill('SIGTERM')
    assert.equal(await run.ended, 0)
    await assert.rejects(fetch(`${apiUrl}/-/healthy`), /fetch failed/)
    await assert.rejects(access(join(stateDir, 'postgres', 'data', 'postmaster.pid')), /ENOENT/)
  })

  await t.test('shows its keys, and a later start does not', async (later) => {
    const second = await startUp(later, stateDir)
    for (const name of ['operatorKey', 'pushKey', 'scrapeKey']) {
      assert.ok(run.stdout().includes(state[name] ?? 'missing'))
    }
    assert.doesNotMatch(second.stdout(), /pst_/)
    assert.match(second.stdout(), /credentials\.json/)
  })
})

test('answered pushes outlive kill -9 of everything, and keys keep working on new ports', async (t) => {
  const stateDir = await temporaryFolder(t)
  const first = await startUp(t, stateDir)
  const before = await readState(stateDir)
  await push(before, 'kept', 'answered 1\n')
  await killEverything(first)

  await startUp(t, stateDir)

  const after = await readState(stateDir)
  assert.notEqual(after['apiUrl'], before['apiUrl'])
  assert.equal(after['pushKey'], before['pushKey'])
  assert.match(await scrape(after), /^answered\{.*job="kept".*\} 1$/m)
})

test('a push under way is answered before the end, which a second signal does not wait for', async (t) => {
  const stateDir = await temporaryFolder(t)
  const first = await startUp(t, stateDir)
  const answered = await beginPush(await readState(stateDir))
  first.child.kill('SIGINT')
  await sleep(100)
  assert.equal(await answered.finish(), 200)
  assert.equal(await first.ended, 0)

  const second = await startUp(t, stateDir)
  const cutOff = await beginPush(await readState(stateDir))
  second.child.kill('SIGINT')
  await sleep(500)
  second.child.kill('SIGINT')
  assert.equal(await second.ended, 1)
  await assert.rejects(cutOff.finish())
})

test('a taken port is named with the setting that changes it, and nothing is left running', async (t) => {
  const stateDir = await temporaryFolder(t)
  const port = await takePort(t)

  const run = startPostern(t, ['up'], { POSTERN_STATE_DIR: stateDir, POSTERN_ADMIN_PORT: port })

  assert.equal(await run.ended, 1)
  assert.equal(
    run.stderr(),
    `error: port ${port} of 127.0.0.1 is taken; choose another with POSTERN_ADMIN_PORT\n`,
  )
  assert.equal((await readdir(stateDir)).includes('postgres'), false)
})

test('another start goes on where killed ones left off, whenever they were killed', async (t) => {
  const stateDir = await temporaryFolder(t)
  for (const afterMs of [250, 500, 750, 1_000, 1_250]) {
    const run = startPostern(t, ['up'], { POSTERN_STATE_DIR: stateDir })
    await sleep(afterMs)
    await killEverything(run)
  }

  await startUp(t, stateDir)

  const state = await readState(stateDir)
  await push(state, 'after', 'up 1\n')
  assert.match(await scrape(state), /job="after"/)
})

test('keys that got lost, or that the database does not know, are made again', async (t) => {
  const stateDir = await temporaryFolder(t)
  await stop(await startUp(t, stateDir))
  await rm(join(stateDir, 'credentials.json'))

  const again = await startUp(t, stateDir)

  assert.match(again.stdout(), /pst_push_/)
  const made = await readState(stateDir)
  await push(made, 'again', 'up 1\n')
  assert.match(await scrape(made), /job="again"/)
  await stop(again)
  await writeFile(
    join(stateDir, 'pepper'),
    'another pepper, as long as a pepper has to be at least',
  )
  const peppered = await startUp(t, stateDir)
  assert.match(peppered.stdout(), /pst_push_/)
  await push(await readState(stateDir), 'peppered', 'up 1\n')
})

test('a start without keys finds a tenant for new ones, though the first was deleted meanwhile', async (t) => {
  const stateDir = await temporaryFolder(t)
  const first = await startUp(t, stateDir)
  const { adminUrl, operatorKey } = await readState(stateDir)
  const answer = await fetch(`${adminUrl}/api/v1/tenants/default?confirm=default`, {
    ...bearer(operatorKey),
    method: 'DELETE',
  })
  assert.equal(answer.status, 200, await answer.text())
  await stop(first)
  await rm(join(stateDir, 'credentials.json'))

  await startUp(t, stateDir)

  const made = await readState(stateDir)
  assert.equal(made['tenant'], 'default-2')
  await push(made, 'again', 'up 1\n')
  assert.match(await scrape(made), /job="again"/)
})

test('variables of clients in the shell of a server stop it not', async (t) => {
  const run = await startUp(t, await temporaryFolder(t), {
    POSTERN_URL: 'http://127.0.0.1:9091',
    POSTERN_TOKEN_FILE: '/run/secrets/token',
    POSTERN_ADMIN_URL: 'http://127.0.0.1:9092',
    POSTERN_OPERATOR_KEY: 'pst_operator',
    POSTERN_TENANT: 'acme',
    POSTERN_AUDIENCE: 'https://push.example.com/t/acme',
  })
  await stop(run)
})

test('with DATABASE_URL that server is used and no other is started', async (t) => {
  const stateDir = await temporaryFolder(t)
  const postgres = await startTemporaryPostgres()
  t.after(() => postgres.stop())
  const settings = { DATABASE_URL: postgres.url('postgres') }

  const first = await startUp(t, stateDir, settings)
  await push(await readState(stateDir), 'elsewhere', 'up 1\n')
  await stop(first)
  await startUp(t, stateDir, settings)

  assert.match(await scrape(await readState(stateDir)), /job="elsewhere"/)
  assert.equal((await readdir(stateDir)).includes('postgres'), false)
})

test('every fault of the settings is named at once', async (t) => {
  const run = startPostern(t, ['up'], {
    POSTERN_STATE_DIR: await temporaryFolder(t),
    POSTERN_API_PORT: 'http',
    POSTERN_PEPPER: 'short',
  })
  assert.equal(await run.ended, 1)
  assert.match(run.stderr(), /POSTERN_API_PORT: /)
  assert.match(run.stderr(), /POSTERN_PEPPER: /)
  assert.doesNotMatch(run.stderr(), /short|\n\s+at /)
})

function bearer(key: string | undefined): RequestInit {
  return { headers: { authorization: `Bearer ${key}` } }
}

async function push(state: Record<string, string>, job: string, body: string): Promise<void> {
  const answer = await fetch(`${state['apiUrl']}/metrics/job/${job}`, {
    ...bearer(state['pushKey']),
    method: 'PUT',
    body,
  })
  assert.equal(answer.status, 200, await answer.text())
}

/** A push whose body is not complete before it is told to finish; tells the answer's status. */
async function beginPush(state: Record<string, string>): Promise<{ finish(): Promise<number> }> {
  const pushing = request(`${state['apiUrl']}/metrics/job/slow`, {
    method: 'POST',
    headers: { authorization: `Bearer ${state['pushKey']}`, expect: '100-continue' },
  })
  const outcome = once(pushing, 'response')
  // Awaited by finish(); until then it may fail unheard.
  outcome.catch(() => undefined)
  pushing.flushHeaders()
  await once(pushing, 'continue')
  pushing.write('slow 1\n')
  return {
    finish: async () => {
      pushing.end()
      const [response]: { statusCode?: number }[] = await outcome
      return response?.statusCode ?? 0
    },
  }
}

async function scrape(state: Record<string, string>): Promise<string> {
  const answer = await fetch(`${state['apiUrl']}/metrics`, bearer(state['scrapeKey']))
  assert.equal(answer.status, 200)
  return answer.text()
}

async function takePort(t: TestContext): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address)
  return String(address.port)
}

async function inShell(line: string | undefined): Promise<string> {
  assert.ok(line)
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line])
  return stdout
}

async function hasCurl(): Promise<boolean> {
  try {
    await promisify(execFile)('curl', ['--version'])
    return true
  } catch {
    return false
  }
}
