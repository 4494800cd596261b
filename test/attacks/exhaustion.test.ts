/** Whoever takes all they can get of connections, memory and time: others are served meanwhile, and all is given back. */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { createApi } from '@postern/api'
import { scopes } from '@postern/domain'
import { createLogger } from '@postern/server'
import { createCredential, createTenant, openTestDatabase, testHasher } from '@postern/testkit'
import { bearer } from '../support/authorization.ts'
import { call } from '../support/call.ts'
import { open, portOf } from '../support/raw-http.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024

const database = await openTestDatabase(test)
const keyOf = async (slug: string) => {
  const tenant = await createTenant(database.admin, slug)
  return (await createCredential(database.admin, tenant, { scopes })).key
}
const [attacker, neighbour] = [await keyOf('attacker'), await keyOf('neighbour')]
const app = await createApi({
  db: database.api,
  hasher: testHasher,
  clock: Date.now,
  logger: createLogger('silent'),
})
test.after(() => app.close())
const base = await app.listen({ host: '127.0.0.1', port: 0 })
const port = portOf(app)

// What is there while others are attacked is not a fast answer, but an answer in the time that clients wait.
const PATIENCE_MS = 10_000

async function pushAs(key: string, body = 'm 1\n'): Promise<number> {
  const startedMs = performance.now()
  const reply = await call(`${base}/metrics/job/healthy`, { method: 'PUT', key, body })
  assert.ok(performance.now() - startedMs < PATIENCE_MS)
  return reply.status
}

/** So many connections, each of which sends that and then waits. They are gone at the end of the work. */
async function withSockets(
  count: number,
  bytes: string,
  work: (sockets: Socket[]) => Promise<void>,
) {
  const sockets = await Promise.all(Array.from({ length: count }, () => open(port)))
  try {
    for (const socket of sockets) socket.resume().write(bytes)
    await sleep(200)
    await work(sockets)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

const head = (key: string, rest: string) =>
  `PUT /metrics/job/slow HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer(key).authorization}\r\n${rest}\r\n\r\n`

test('connections that say nothing take nobody’s place', async () => {
  await withSockets(400, '', async () => {
    assert.equal(await pushAs(neighbour), 200)
  })
})

test('headers that come letter by letter take nobody’s place', async () => {
  await withSockets(200, 'PUT /metrics/job/slow HTTP/1.1\r\nHost: x\r\nX-', async (sockets) => {
    const drip = setInterval(() => sockets.forEach((socket) => socket.write('x')), 50)
    for (let i = 0; i < 5; i++) assert.equal(await pushAs(neighbour), 200)
    clearInterval(drip)
  })
})

test('bodies that are announced and do not come shut out who announces them, and nobody else', async () => {
  await withSockets(64, head(attacker, `Content-Length: ${15 * MIB}`), async () => {
    assert.equal(await pushAs(attacker), 503)
    for (let i = 0; i < 5; i++) assert.equal(await pushAs(neighbour), 200)
  })
  await until('the room to be given back', async () => (await pushAs(attacker)) === 200)
})

test('bodies in chunks without an end shut out nobody, and their room is given back', async () => {
  const chunk = `${(64 * 1024).toString(16)}\r\n${'#'.repeat(64 * 1024)}\r\n`
  await withSockets(40, head(attacker, 'Transfer-Encoding: chunked'), async (sockets) => {
    for (let i = 0; i < 40; i++) {
      for (const socket of sockets) if (!socket.destroyed) socket.write(chunk)
      if (i % 10 === 0) assert.equal(await pushAs(neighbour), 200)
    }
    assert.equal(await pushAs(neighbour), 200)
  })
  await until('the room to be given back', async () => (await pushAs(attacker)) === 200)
})

test('connections that are cut in the middle of everything leave nothing behind', async () => {
  for (let i = 0; i < 5; i++) {
    await withSockets(50, `${head(attacker, 'Content-Length: 100')}m 1`, async () => undefined)
    await withSockets(50, `${head(attacker, 'Content-Length: 4')}m 1\n`, async () => undefined)
    await withSockets(50, 'PUT /metrics/job/a', async () => undefined)
  }
  assert.equal(await pushAs(attacker), 200)
  assert.equal(await pushAs(neighbour), 200)
})

/** More zeros than a body may inflate to, in some kilobytes. */
function bombs(): Readonly<Record<string, Buffer>> {
  const zeros = Buffer.alloc(70 * MIB)
  const gzip = gzipSync(zeros, { level: 9 })
  return { gzip, zstd: zstdCompressSync(zeros) }
}

test('bodies that grow beyond all bounds are refused before they did, while others are served', {
  timeout: 120_000,
}, async (t) => {
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  for (const [encoding, bomb] of Object.entries(bombs())) {
    assert.ok(bomb.length < MIB)
    const send = () =>
      fetch(`${base}/metrics/job/bomb`, {
        method: 'PUT',
        headers: { ...bearer(attacker), 'content-encoding': encoding },
        body: new Uint8Array(bomb),
      })
    const attack = Promise.all(Array.from({ length: 16 }, send))
    for (let i = 0; i < 3; i++) assert.equal(await pushAs(neighbour), 200)
    for (const reply of await attack) assert.equal(reply.status, 413, await reply.text())
  }
  clearInterval(watch)
  t.diagnostic(`${Math.round((most - before) / MIB)} MiB more at the most`)
  // Four at a time, each in a buffer of what a body may inflate to and another to put it together.
  assert.ok(most - before < 900 * MIB)
})

test('a bomb in a bomb is undone once, and is then no text', async () => {
  const nested = gzipSync(gzipSync(Buffer.alloc(MIB)))
  const reply = await fetch(`${base}/metrics/job/bomb`, {
    method: 'PUT',
    headers: { ...bearer(attacker), 'content-encoding': 'gzip' },
    body: new Uint8Array(nested),
  })
  assert.equal(reply.status, 400)
  const twice = await fetch(`${base}/metrics/job/bomb`, {
    method: 'PUT',
    headers: { ...bearer(attacker), 'content-encoding': 'gzip, gzip' },
    body: new Uint8Array(nested),
  })
  assert.equal(twice.status, 400)
})

test('what is longer than any request has to be is refused with its connection', async () => {
  for (const request of [
    `GET /metrics?${'x'.repeat(200_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET /metrics HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(40_000)}\r\n`,
    `GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'x'.repeat(200_000)}\r\n\r\n`,
    `PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(200_000)}`,
  ]) {
    const socket = await open(port)
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      socket.setEncoding('latin1').on('data', (part: string) => {
        text += part
      })
      socket.on('close', () => resolve(text))
      socket.write(request)
    })
    assert.match(answer, /^HTTP\/1\.1 (?:431|413|401|400) |^$/, answer.slice(0, 100))
  }
  assert.equal(await pushAs(neighbour), 200)
})

test('a crowd that guesses keys is told to wait, and who has one is not', async () => {
  const statuses = new Set<number>()
  for (let i = 0; i < 30; i++) {
    const reply = await call(`${base}/metrics`, { key: `${attacker.slice(0, -6)}${100_000 + i}` })
    statuses.add(reply.status)
  }
  assert.deepEqual([...statuses], [401, 429])
  assert.equal(await pushAs(neighbour), 200)
})
