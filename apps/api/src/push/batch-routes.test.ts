import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'

function pushes(gateway: Gateway, list: unknown[], query = '') {
  return gateway.app.inject({
    method: 'POST',
    url: `/api/v1/pushes${query}`,
    headers: { ...bearer(gateway.keys.push), accept: 'application/json' },
    payload: { pushes: list },
  })
}

const GOOD = { labels: { job: 'a' }, body: '# TYPE m gauge\nm 1\n' }
const CONFLICTING = { labels: { job: 'b' }, body: '# TYPE m counter\nm 1\n' }

test('many groups are pushed in one request', async (t) => {
  const gateway = await openGateway(t)

  const reply = await pushes(gateway, [
    GOOD,
    { labels: { job: 'b', zone: 'eu' }, body: 'n 1\n' },
    { labels: { zone: 'eu', job: 'b' }, method: 'POST', body: 'o 1\n' },
  ])

  assert.equal(reply.statusCode, 200)
  assert.deepEqual(reply.json(), { pushes: [{ status: 200 }, { status: 200 }, { status: 200 }] })
  const text = await gateway.scrape()
  assert.match(text, /^m\{instance="",job="a"\} 1$/m)
  assert.match(text, /^n\{instance="",job="b",zone="eu"\} 1$/m)
  assert.match(text, /^o\{instance="",job="b",zone="eu"\} 1$/m)
})

test('when one push of several is refused, none is held, and the answer says which it was', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/a', 'before 1\n')
  const before = await gateway.scrape()

  const inconsistent = await pushes(gateway, [GOOD, CONFLICTING])
  const malformed = await pushes(gateway, [GOOD, { labels: { job: 'b' }, body: 'nonsense' }])

  for (const reply of [inconsistent, malformed]) {
    assert.equal(reply.statusCode, 400)
    assert.equal(reply.json<{ index: number }>().index, 1)
    assert.match(reply.json<{ detail: string }>().detail, /^push 1: /)
  }
  assert.equal(await gateway.scrape(), before)
})

test('with partial=true each push is taken or refused for itself', async (t) => {
  const gateway = await openGateway(t)

  const reply = await pushes(gateway, [GOOD, CONFLICTING], '?partial=true')

  assert.equal(reply.statusCode, 200)
  const [first, second] = reply.json<{ pushes: { status: number; code?: string }[] }>().pushes
  assert.deepEqual(first, { status: 200 })
  assert.deepEqual([second?.status, second?.code], [400, 'push-inconsistent'])
  assert.match(await gateway.scrape(), /^m\{instance="",job="a"\} 1$/m)
})

test('a dry run checks all and changes nothing', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/a', GOOD.body)
  const before = await gateway.scrape()

  const fine = await gateway.put('/job/b?dry_run=true', GOOD.body)
  const refused = await gateway.put('/job/b?dry_run=true', CONFLICTING.body)
  const unclear = await gateway.put('/job/b?dry_run=1', GOOD.body)

  const { expiresAt, ...told } = fine.json<{ expiresAt: string }>()
  assert.ok(Date.parse(expiresAt) > Date.now())
  assert.deepEqual(told, {
    namespace: 'default',
    labels: { job: 'b' },
    families: 1,
    series: 1,
    dryRun: true,
    expiryRule: 'system',
    expiryIsCut: false,
    warnings: [],
  })
  assert.deepEqual([refused.statusCode, unclear.statusCode], [400, 400])
  assert.equal(await gateway.scrape(), before)
})
