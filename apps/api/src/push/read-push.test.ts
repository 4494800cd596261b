import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '@postern/domain'
import { writeProtobuf } from '@postern/exposition'
import { readPush } from './read-push.ts'

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0'
const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

function read(body: string | Uint8Array, contentType?: string, utf8Names = false) {
  return readPush(Buffer.from(body), contentType, { utf8Names }).map(({ name, type }) => [
    name,
    type,
  ])
}

test('text is read whatever it is called', () => {
  const body = '# TYPE size gauge\nsize 1\n'
  for (const contentType of [undefined, 'text/plain; version=1.0.0', 'image/png', OPEN_METRICS]) {
    assert.deepEqual(read(body, contentType), [['size', 'gauge']])
  }
})

test('what is called OpenMetrics and ends as OpenMetrics does is read as such', () => {
  const body = '# TYPE sent counter\nsent_total 1\n# EOF'
  assert.deepEqual(read(`${body}\n`, OPEN_METRICS), [['sent_total', 'counter']])
  assert.deepEqual(read(body, OPEN_METRICS), [['sent_total', 'counter']])
  assert.deepEqual(read(`${body}\n`), [['sent_total', 'untyped']])
  assert.deepEqual(read('# EOF\n', OPEN_METRICS), [])
})

test('protobuf is read only when it is called so', () => {
  const body = writeProtobuf([
    { name: 'size', type: 'summary', help: undefined, unit: undefined, metrics: [] },
  ])
  assert.deepEqual(read(body, PROTOBUF), [['size', 'summary']])
  assert.throws(() => read(body), { code: 'push-malformed', message: /^text format parsing error/ })
})

test('names of all kinds are read for a tenant that takes them', () => {
  const body = '{"my.size"} 1\n'
  assert.deepEqual(read(body, undefined, true), [['my.size', 'untyped']])
  assert.throws(() => read(body), { code: 'push-malformed' })
})

test('a refusal says where and why, and carries both apart', () => {
  const refusal = (error: unknown) => {
    assert.ok(error instanceof Problem)
    assert.match(error.message, /^text format parsing error in line 2: expected float as value/)
    assert.equal(error.members['line'], 2)
    assert.equal(error.members['metric'], 'size')
    assert.match(String(error.members['reason']), /^expected float/)
    return true
  }
  assert.throws(() => read('size 1\nsize x\n'), refusal)
})
