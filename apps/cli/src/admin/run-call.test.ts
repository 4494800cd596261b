/** Long answers, on their way through. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import test from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { startFakeGateway } from '../testing/fake-gateway.ts'
import { startPostern } from '../testing/postern.ts'
import { runCli } from '../testing/run-cli.ts'

const MIB = 1024 * 1024
const EXPORT = ['tenant', 'export', 'acme'] as const

const env = (url: string) => ({ POSTERN_ADMIN_URL: url, POSTERN_OPERATOR_KEY: 'pst_operator' })

function beginLines(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
}

test('the first lines of an export are out before the last have come in', async (t) => {
  const asked = Promise.withResolvers<ServerResponse>()
  const admin = await startFakeGateway(t, (_, response) => asked.resolve(response))
  const { child, stdout, stderr, ended } = startPostern(t, EXPORT, env(admin.url))
  const response = await asked.promise
  beginLines(response)
  response.write('{"tenant":{}}\n')
  assert.ok(child.stdout)
  await once(child.stdout, 'data')
  assert.equal(stdout(), '{"tenant":{}}\n')
  response.end('{"end":{"lines":1}}\n')
  assert.equal(await ended, 0, stderr())
  assert.equal(stdout(), '{"tenant":{}}\n{"end":{"lines":1}}\n')
})

test('an export comes in no faster than it is taken', async (t) => {
  const size = 64 * MIB
  const piece = Buffer.alloc(MIB / 4, 'x')
  let sent = 0
  const admin = await startFakeGateway(t, (_, response) => {
    beginLines(response)
    const more = (): void => {
      if (sent === size) return void response.end()
      response.write(piece, () => {
        sent += piece.length
        more()
      })
    }
    more()
  })
  let taken = 0
  let mostOnTheWay = 0
  const { code } = await runCli(EXPORT, env(admin.url), undefined, async (pieces) => {
    for await (const { length } of pieces) {
      taken += length
      // Whoever reads on without being asked would have the time for it.
      for (let i = 0; i < 10; i++) await turn()
      mostOnTheWay = Math.max(mostOnTheWay, sent - taken)
    }
  })
  assert.deepEqual([code, taken], [0, size])
  // What sockets and streams hold by themselves.
  assert.ok(mostOnTheWay < size / 4, `${mostOnTheWay} bytes on the way`)
})

test('an export that breaks off is a failure of the server’s, however much came', async (t) => {
  const admin = await startFakeGateway(t, (_, response) => {
    beginLines(response)
    response.write('{"tenant":{}}\n', () => response.destroy())
  })
  const { code, stdout, stderr } = await runCli(EXPORT, env(admin.url))
  assert.deepEqual([code, stdout], [5, '{"tenant":{}}\n'])
  assert.match(stderr, /^error: the answer of http:\S+ broke off before its end/)
  assert.equal(admin.asked.length, 1)
})

test('an export that is refused is refused in the server’s words, and one that is put off is tried again', async (t) => {
  const admin = await startFakeGateway(t, (_, response, count) => {
    if (count === 1) return response.writeHead(503, { 'retry-after': '0' }).end()
    const problem = { code: 'tenant-not-found', detail: 'there is no tenant acme' }
    response.writeHead(404, { 'content-type': 'application/problem+json' })
    return response.end(JSON.stringify(problem))
  })
  const { code, stdout, stderr } = await runCli(EXPORT, env(admin.url))
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /there is no tenant acme/)
  assert.equal(admin.asked.length, 2)
})

test('a list goes out line by line, each page before the next is asked for', async (t) => {
  const seen: number[] = []
  let lines = 0
  const admin = await startFakeGateway(t, (_, response, count) => {
    seen.push(lines)
    const events = [{ sequence: count * 2 - 1 }, { sequence: count * 2 }]
    const page = { events, ...(count < 3 && { nextCursor: `after-${count}` }) }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(page))
  })
  const list = ['audit', 'list', '--tenant', 'acme', '--lines']
  const { code } = await runCli(list, env(admin.url), undefined, async (pieces) => {
    for await (const piece of pieces) {
      lines += piece.toString().split('\n').length - 1
    }
  })
  assert.deepEqual([code, lines, seen], [0, 6, [0, 2, 4]])
  assert.match(admin.asked[2]?.path ?? '', /cursor=after-2/)
})
