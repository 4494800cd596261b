import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'

async function groupOf(gateway: Gateway, job: string, app: FastifyInstance = gateway.app) {
  const url = `/api/v1/groups?match[]={job="${job}"}`
  const reply = await app.inject({ url, headers: bearer(gateway.keys.scrape) })
  assert.equal(reply.statusCode, 200)
  return reply.json().groups[0]
}

const put = ({ app, keys }: Gateway, payload: string, userAgent: string, remoteAddress: string) =>
  app.inject({
    method: 'PUT',
    url: '/metrics/job/backup',
    remoteAddress,
    headers: { ...bearer(keys.push), 'user-agent': userAgent },
    payload,
  })

test('a group says who pushed it last, and why the last refused push was, on every replica', async (t) => {
  const gateway = await openGateway(t)
  const whoami = await gateway.app.inject({
    url: '/api/v1/whoami',
    headers: bearer(gateway.keys.push),
  })
  const credentialId: string = whoami.json().credential.id
  await put(gateway, 'm 1\n', 'backup/1.0', '192.0.2.1')
  const taken = await groupOf(gateway, 'backup')
  assert.deepEqual(
    [taken.lastPush, taken.lastError],
    [{ credentialId, address: '192.0.2.1', userAgent: 'backup/1.0' }, null],
  )
  const refused = await put(gateway, 'm 1 1234\n', 'x'.repeat(300), '::ffff:192.0.2.2')
  assert.equal(refused.statusCode, 400)
  const expected = { credentialId, address: '192.0.2.2', userAgent: 'x'.repeat(256) }
  for (const app of [gateway.app, await gateway.addReplica()]) {
    const group = await groupOf(gateway, 'backup', app)
    assert.deepEqual([group.lastPush, group.lastPushSucceeded], [expected, false])
    assert.equal(`${group.lastError}\n`, refused.body)
  }
  await put(gateway, 'm 2\n', 'backup/1.1', '192.0.2.1')
  const again = await groupOf(gateway, 'backup')
  assert.deepEqual([again.lastPush.userAgent, again.lastPushSucceeded], ['backup/1.1', true])
  assert.equal(`${again.lastError}\n`, refused.body)
})

test('a reason is kept to its first 1,024 characters, whatever it quotes', async (t) => {
  const gateway = await openGateway(t)
  const label = `\0${'y'.repeat(3_000)}`
  const refused = await put(gateway, `m{a="${label}"} 1\nm{a="${label}"} 2\n`, 'x', '192.0.2.1')
  assert.equal(refused.statusCode, 400)
  const { lastError } = await groupOf(gateway, 'backup')
  assert.equal(lastError.length, 1_024)
})

test('a push in a batch says who sent it too', async (t) => {
  const gateway = await openGateway(t)
  const reply = await gateway.app.inject({
    method: 'POST',
    url: '/api/v1/pushes',
    headers: { ...bearer(gateway.keys.push), 'user-agent': 'batcher' },
    payload: { pushes: [{ labels: { job: 'one' }, body: 'm 1\n' }] },
  })
  assert.equal(reply.statusCode, 200)
  assert.equal((await groupOf(gateway, 'one')).lastPush.userAgent, 'batcher')
})
