import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { newPepper } from '@postern/server'
import { openTestDatabase } from '@postern/testkit'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

interface Run {
  readonly child: ChildProcess
  /** What it wrote so far, to both of its outputs. */
  readonly output: () => string
  readonly exited: Promise<number | null>
}

function run(t: TestContext, env: Record<string, string>): Run {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
  }
  const exited = once(child, 'close').then(([code]: (number | null)[]) => code ?? null)
  t.after(() => child.kill('SIGKILL'))
  return { child, output: () => text, exited }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function untilReady(url: string, { output }: Run): Promise<void> {
  const giveUpMs = performance.now() + 20_000
  for (;;) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.ok) return
    assert.ok(performance.now() < giveUpMs, output())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('the process serves as the admin role until it is told to stop', async (t) => {
  const { urls } = await openTestDatabase(t)
  const port = await freePort()
  const process = run(t, {
    DATABASE_URL: urls.admin,
    POSTERN_ADMIN_PORT: String(port),
    POSTERN_PEPPER: newPepper(),
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, process)
  assert.equal((await fetch(`${url}/api/v1/tenants`)).status, 401)
  process.child.kill('SIGTERM')
  assert.equal(await process.exited, 0, process.output())
})

test('a role that could bypass the policies is refused', async (t) => {
  const { urls } = await openTestDatabase(t)
  const process = run(t, { DATABASE_URL: urls.owner, POSTERN_PEPPER: newPepper() })
  assert.equal(await process.exited, 1)
  assert.match(process.output(), /owns tables/)
})

test('faulty settings are told in plain words, all at once', async (t) => {
  const process = run(t, { POSTERN_ADMIN_PORT: 'abc', POSTERN_PEPPER: 'hunter2' })
  assert.equal(await process.exited, 1)
  assert.equal(
    process.output(),
    [
      'the settings are invalid:',
      '  DATABASE_URL: is missing; expected a URL such as postgres://user:password@host:5432/database',
      '  POSTERN_ADMIN_PORT: "abc" is not valid; expected a whole number from 0 to 65535',
      '  POSTERN_PEPPER: its value is not valid; expected at least 43 random characters, as "openssl rand -base64 32" prints them',
      '',
    ].join('\n'),
  )
})
