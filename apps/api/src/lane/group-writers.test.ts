import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope } from '@postern/domain'
import { createCredential } from '@postern/testkit'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { setOptions } from '../testing/set-namespace-options.ts'

const URL = '/metrics/job/backup'

test('in an owned namespace nobody but its maker changes a group, on any replica', async (t) => {
  const gateway = await openOwned(t)
  const { app, keys } = gateway
  const stranger = await keyOf(gateway, ['push', 'delete'])
  assert.equal((await send(app, 'PUT', keys.push, 'm 1\n')).statusCode, 200)
  const before = await gateway.scrape()
  for (const replica of [app, await gateway.addReplica()]) {
    for (const method of ['PUT', 'POST', 'DELETE'] as const) {
      const answer = await send(replica, method, stranger, 'm 2\n')
      assert.deepEqual(
        [answer.statusCode, answer.headers['content-type']],
        [409, 'text/plain; charset=utf-8'],
        method,
      )
      assert.match(answer.body, /another writer made this group/)
    }
    const broken = await send(replica, 'PUT', stranger, 'm 1\nm 1\n')
    assert.equal(broken.statusCode, 400)
    assert.equal(await gateway.scrape(replica), before)
  }
  assert.equal((await send(app, 'POST', keys.push, 'm 3\n')).statusCode, 200)
  assert.equal((await send(app, 'DELETE', keys.push)).statusCode, 202)
  assert.equal((await send(app, 'PUT', stranger, 'm 4\n')).statusCode, 200)
})

test('the successor of a key owns what the key made, and the successor of that', async (t) => {
  const gateway = await openOwned(t)
  const { database, tenant, app } = gateway
  const scopes: Scope[] = ['push']
  const first = await createCredential(database.admin, tenant, { scopes })
  const lineageId = first.credential.id
  const next = await createCredential(database.admin, tenant, { scopes, lineageId })
  const last = await createCredential(database.admin, tenant, { scopes, lineageId })
  for (const { key } of [first, next, last, first]) {
    assert.equal((await send(app, 'PUT', key, 'm 1\n')).statusCode, 200)
  }
})

test('who may wipe or manage deletes what others made, and overwrites nothing', async (t) => {
  const gateway = await openOwned(t)
  const { app, keys } = gateway
  const manager = await keyOf(gateway, ['push', 'delete', 'manage'])
  await send(app, 'PUT', keys.push, 'm 1\n')
  assert.equal((await send(app, 'PUT', manager, 'm 2\n')).statusCode, 409)
  assert.equal((await send(app, 'DELETE', manager)).statusCode, 202)
  assert.equal((await gateway.scrape()).includes('backup'), false)
})

test('a selector chooses only groups that the credential may delete', async (t) => {
  const gateway = await openOwned(t)
  const { app, keys } = gateway
  const stranger = await keyOf(gateway, ['push', 'delete'])
  await send(app, 'PUT', keys.push, 'm 1\n')
  await send(app, 'PUT', stranger, 'm 1\n', '/metrics/job/other')
  const url = `/api/v1/groups?match[]=${encodeURIComponent('{job=~".+"}')}`
  const answer = await app.inject({ method: 'DELETE', url, headers: bearer(stranger) })
  assert.deepEqual(answer.json(), { groups: 1, series: 1, dryRun: false })
  assert.match(await gateway.scrape(), /^m\{instance="",job="backup"\} 1$/m)
})

test('a batch that would change the group of another changes nothing', async (t) => {
  const gateway = await openOwned(t)
  const { app, keys } = gateway
  const stranger = await keyOf(gateway, ['push'])
  await send(app, 'PUT', keys.push, 'm 1\n')
  const pushes = ['new', 'backup'].map((job) => ({ labels: { job }, body: 'm 2\n' }))
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/pushes',
    headers: { ...bearer(stranger), accept: 'application/json' },
    payload: { pushes },
  })
  assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [409, 'group-owned'])
  assert.equal((await gateway.scrape()).includes('new'), false)
})

test('where groups are shared, two writers that take turns within a minute are seen', async (t) => {
  let nowMs = Date.now()
  const gateway = await openGateway(t, () => nowMs)
  const { app, keys } = gateway
  const other = await keyOf(gateway, ['push'])
  const warnings = async () => {
    const answer = await app.inject({ url: '/api/v1/groups', headers: bearer(keys.scrape) })
    return answer.json<{ groups: { warnings: string[] }[] }>().groups[0]?.warnings
  }
  await send(app, 'PUT', keys.push, 'm 1\n')
  await send(app, 'PUT', keys.push, 'm 1\n')
  nowMs += 61_000
  await send(app, 'PUT', other, 'm 1\n')
  assert.deepEqual(await warnings(), [])
  assert.equal((await gateway.scrape()).includes('contested'), false)
  await send(app, 'PUT', keys.push, 'm 1\n')
  assert.match(
    String(await warnings()),
    /^another writer pushed this group less than a minute before/,
  )
  const series = /^postern_group_contested_timestamp_seconds\{instance="",job="backup"\} (\S+)$/m
  for (const replica of [app, await gateway.addReplica()]) {
    assert.equal(
      Math.floor(Number(series.exec(await gateway.scrape(replica))?.[1])),
      Math.floor(nowMs / 1_000),
    )
  }
  await send(app, 'DELETE', keys.push)
  assert.equal((await gateway.scrape()).includes('contested'), false)
})

async function openOwned(t: Parameters<typeof openGateway>[0]): Promise<Gateway> {
  const gateway = await openGateway(t)
  await setOptions(gateway.database, gateway.tenant, 'default', { ownership: 'owned' })
  return gateway
}

async function keyOf({ database, tenant }: Gateway, scopes: Scope[]): Promise<string> {
  return (await createCredential(database.admin, tenant, { scopes })).key
}

function send(
  app: Gateway['app'],
  method: 'PUT' | 'POST' | 'DELETE',
  key: string,
  payload?: string,
  url = URL,
) {
  const body = payload === undefined || method === 'DELETE' ? {} : { payload }
  return app.inject({ method, url, headers: bearer(key), ...body })
}
