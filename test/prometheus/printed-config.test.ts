/** What `postern up` prints for prometheus.yml, in a real Prometheus. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '../support/call.ts'
import { startPosternUp } from '../support/postern-up.ts'
import { skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

test('with the printed config samples arrive with the labels of the push, and go with their group', {
  skip: skipWithoutPrometheus,
  timeout: 120_000,
}, async (t) => {
  const { credentials, stdout } = await startPosternUp(t, await makeTemporaryFolder(t))
  const send = async (method: 'PUT' | 'DELETE', path: string, body?: string) => {
    const url = `${credentials.apiUrl}/metrics${path}`
    const key = credentials.pushKey
    const reply = await call(url, { method, key, ...(body === undefined ? {} : { body }) })
    assert.ok(reply.status === 200 || reply.status === 202, reply.text)
  }
  await send('PUT', '/job/backup/instance/db1', 'rows{table="a"} 7\n')
  await send('PUT', '/job/backup', 'rows{table="b"} 8\n')

  const prometheus = await startPrometheus(t, readPrintedConfig(stdout))
  const arrived = await prometheus.untilFound('rows')

  assert.deepEqual(
    arrived.toSorted((a, b) => Number(a.value) - Number(b.value)),
    [
      { metric: { __name__: 'rows', job: 'backup', instance: 'db1', table: 'a' }, value: '7' },
      { metric: { __name__: 'rows', job: 'backup', table: 'b' }, value: '8' },
    ],
  )
  const [up] = await prometheus.query('up{job="postern"}')
  assert.equal(up?.value, '1')
  assert.equal((await prometheus.query('time() - push_time_seconds < 60')).length, 2)

  await send('DELETE', '/job/backup/instance/db1')
  await prometheus.untilGone('{job="backup", instance="db1"}')
  assert.equal((await prometheus.query('rows')).length, 1)
})

/** The lines that a person would copy. */
function readPrintedConfig(stdout: string): string {
  const [block] = /^ *scrape_configs:\n(?: +.*\n)+/m.exec(stdout) ?? []
  assert.ok(block, `no scrape config in:\n${stdout}`)
  const [indent = ''] = /^ */.exec(block) ?? []
  return block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
}
