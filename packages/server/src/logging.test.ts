import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NIL_UUID } from '@postern/domain'
import Fastify from 'fastify'
import { issueApiKey } from './issue-api-key.ts'
import { KeyHasher } from './key-hasher.ts'
import { createLogger, type LogLevel } from './logging.ts'
import { serverOptions } from './server-options.ts'

const testHasher = new KeyHasher('a pepper for tests that is no secret at all')

function collect(level: LogLevel) {
  const lines: string[] = []
  return { lines, logger: createLogger(level, { write: (line) => lines.push(line) }) }
}

test('a line is JSON with a word for its level, a time in UTC and the fields that it was given', () => {
  const { lines, logger } = collect('info')
  logger.info({ tenantId: 'x' }, 'push accepted')
  const { time, ...line } = JSON.parse(lines[0] ?? '')
  assert.deepEqual(line, { level: 'info', tenantId: 'x', msg: 'push accepted' })
  assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

test('credentials and cookies are in no line, wherever they stand', () => {
  const { lines, logger } = collect('info')
  const headers = { authorization: 'hunter2', cookie: 'hunter2' }
  logger.info({ ...headers, secret: 'hunter2', one: headers, two: { headers } }, 'x')
  assert.equal(lines.join('').includes('hunter2'), false)
})

test('no API key is in a line, whatever field or message it stands in', () => {
  const { lines, logger } = collect('info')
  const { text } = issueApiKey(testHasher, 'push', NIL_UUID, Date.now())
  logger.info({ detail: `not a label: ${text}`, [text]: [text] }, `seen ${text}`)
  logger.error({ err: new Error(`cannot read ${text}`) }, 'x')
  assert.equal(lines.length, 2)
  assert.equal(lines.join('').includes(text.slice(-60)), false)
  for (const line of lines) assert.match(line, /pst_\[redacted\]/)
})

test('nothing in a line moves a terminal, ends the line or turns it round, and it is read back as it was', () => {
  const { lines, logger } = collect('info')
  const hostile = 'a\u001b[2J\u009b31m\u007f\u2028\u202eb\nc'
  logger.info({ path: hostile }, hostile)
  const [line = ''] = lines
  assert.doesNotMatch(line.slice(0, -1), /[^\x20-\x7e]/)
  const { path, msg } = JSON.parse(line)
  assert.deepEqual([path, msg], [hostile, hostile])
})

test('a request is one line, without its query string and cut to a length', async () => {
  const { lines, logger } = collect('debug')
  const app = Fastify(serverOptions(logger))
  app.get('/*', async () => 'x')
  await app.inject({
    url: `/${'a'.repeat(5_000)}?token=hunter2`,
    headers: { authorization: 'hunter2' },
  })
  assert.equal(lines.length, 1)
  const [line = ''] = lines
  assert.ok(line.length < 1_000)
  assert.equal(line.includes('hunter2'), false)
  const { msg, req, res } = JSON.parse(line)
  assert.deepEqual([msg, req.method, res.statusCode], ['request completed', 'GET', 200])
})

test('at the level of production a request that went well is not logged', async () => {
  const { lines, logger } = collect('info')
  const app = Fastify(serverOptions(logger))
  app.get('/', async () => 'x')
  await app.inject('/')
  assert.deepEqual(lines, [])
})
