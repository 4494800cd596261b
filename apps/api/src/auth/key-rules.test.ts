import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  appendAudit,
  listAuditEvents,
  replaceCredential,
  revokeCredential,
  withTenant,
} from '@postern/store'
import { createCredential } from '@postern/testkit'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'

type Draft = Parameters<typeof createCredential>[2]

async function openWithKey(t: TestContext, draft: Draft) {
  const clock = { nowMs: Date.now() }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { key, credential } = await createCredential(gateway.database.admin, gateway.tenant, draft)
  const send = (method: 'PUT' | 'DELETE', url: string, remoteAddress = '127.0.0.1') =>
    gateway.app.inject({
      method,
      url,
      remoteAddress,
      headers: { ...bearer(key), accept: 'application/json' },
      ...(method === 'PUT' && { payload: 'm 1\n' }),
    })
  return { gateway, clock, key, credential, send }
}

const base64 = (text: string) => Buffer.from(text).toString('base64url')

/** What the audit holds of refusals, oldest first, as soon as it is written. */
async function refusalsIn({ database, tenant, app }: Gateway) {
  await app.close()
  const page = { order: 'oldest', limit: 1_000, after: undefined } as const
  return withTenant(database.admin, tenant.id, (own) => listAuditEvents(own, tenant.id, {}, page))
}

test('a key with label rules changes the groups that they allow, however the path is written', async (t) => {
  const { send } = await openWithKey(t, {
    scopes: ['push', 'delete'],
    labelRules: { job: ['backup-*'], team: ['a', 'b'] },
  })
  const allowed = [
    '/metrics/job/backup-1/team/a',
    '/metrics/job@base64/YmFja3VwLTI/team/b',
    `/metrics/job/backup-3/team@base64/${base64('a')}`,
    '/metrics/job/%62ackup-4/team/%61',
  ]
  for (const url of allowed) assert.equal((await send('PUT', url)).statusCode, 200, url)
  const forbidden = [
    ['/metrics/job/other/team/a', 'job'],
    ['/metrics/job/backup/team/a', 'job'],
    ['/metrics/job/backup-1/team/c', 'team'],
    ['/metrics/job/backup-1', 'team'],
    [`/metrics/job@base64/${base64('other')}/team/a`, 'job'],
    [`/metrics/job/backup-1/team@base64/${base64('c')}`, 'team'],
    ['/metrics/job/%6fther/team/a', 'job'],
    ['/metrics/job/%2562ackup-1/team/a', 'job'],
    // The last of two pairs counts, and the job in front wins over any other.
    ['/metrics/job/other/team/a/job/backup-1', 'job'],
    ['/metrics/job/backup-1/team/a/team/c', 'team'],
    ['/metrics/job/backup-1/__proto__/a', undefined],
  ] as const
  for (const [url, label] of forbidden) {
    for (const method of ['PUT', 'DELETE'] as const) {
      const reply = await send(method, url)
      assert.equal(reply.statusCode, label === undefined ? 400 : 403, `${method} ${url}`)
      if (label === undefined) continue
      assert.deepEqual([reply.json().code, reply.json().label], ['label-forbidden', label])
      assert.match(String(reply.headers['www-authenticate']), /insufficient_scope/)
    }
  }
  assert.equal((await send('DELETE', '/metrics/job/backup-1/team/a')).statusCode, 202)
})

test('a batch and a deletion by selector keep to the label rules', async (t) => {
  const { gateway, key } = await openWithKey(t, {
    scopes: ['push', 'delete', 'wipe'],
    labelRules: { job: ['mine'] },
  })
  await gateway.put('/job/theirs', 'm 1\n')
  const push = (job: string) =>
    gateway.app.inject({
      method: 'POST',
      url: '/api/v1/pushes',
      headers: { ...bearer(key), accept: 'application/json' },
      payload: { pushes: [{ labels: { job }, body: 'm 1\n' }] },
    })
  assert.equal((await push('mine')).statusCode, 200)
  const refused = await push('theirs')
  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'label-forbidden'])
  const url = '/api/v1/groups?match[]={job=~".%2B"}'
  const deleted = await gateway.app.inject({ method: 'DELETE', url, headers: bearer(key) })
  assert.deepEqual(deleted.json(), { groups: 1, series: 1, dryRun: false })
  await push('mine')
  const wiped = await gateway.app.inject({
    method: 'PUT',
    url: '/api/v1/admin/wipe',
    headers: bearer(key),
  })
  assert.equal(wiped.statusCode, 202)
  const scrape = await gateway.scrape()
  assert.equal(scrape.includes('job="mine"'), false)
  assert.match(scrape, /job="theirs"/)
})

test('from outside its networks a key looks like one that never was', async (t) => {
  const { gateway, send } = await openWithKey(t, {
    scopes: ['push'],
    sourceNetworks: ['192.0.2.0/24', '2001:db8:1::/48'],
  })
  const url = '/metrics/job/x'
  for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '2001:db8:1:2::3']) {
    assert.equal((await send('PUT', url, address)).statusCode, 200, address)
  }
  const never = await gateway.app.inject({
    method: 'PUT',
    url,
    headers: { ...bearer(await unknownKey(gateway)), accept: 'application/json' },
  })
  const { instance: _never, ...unknown } = never.json()
  for (const address of ['192.0.3.1', '::1', '2001:db8:2::1', '::ffff:192.0.3.1']) {
    const reply = await send('PUT', url, address)
    const { instance: _instance, ...problem } = reply.json()
    assert.deepEqual([reply.statusCode, problem], [401, unknown], address)
  }
})

/** Of a tenant that is there, and a key that is not. */
async function unknownKey({ database, tenant }: Gateway): Promise<string> {
  const { key, credential } = await createCredential(database.admin, tenant, { scopes: ['push'] })
  await withTenant(database.admin, tenant.id, (own) =>
    own.deleteFrom('credentials').where('id', '=', credential.id).execute(),
  )
  return key
}

test('after ten failures of an address its guesses are not looked up, and what succeeds goes on', async (t) => {
  const { gateway, clock, send } = await openWithKey(t, { scopes: ['push'] })
  await send('PUT', '/metrics/job/x')
  const guess = (remoteAddress = '127.0.0.1') =>
    gateway.app.inject({
      method: 'PUT',
      url: '/metrics/job/x',
      remoteAddress,
      headers: { authorization: 'Bearer wrong', accept: 'application/json' },
    })
  for (let i = 0; i < 10; i++) assert.equal((await guess()).statusCode, 401)
  clock.nowMs += 15_000
  const throttled = await guess()
  assert.deepEqual(
    [throttled.statusCode, throttled.json().code, throttled.headers['retry-after']],
    [429, 'authentication-throttled', '45'],
  )
  const unseen = await gateway.app.inject({
    method: 'PUT',
    url: '/metrics/job/x',
    headers: bearer(await unknownKey(gateway)),
  })
  assert.equal(unseen.statusCode, 429)
  assert.equal((await send('PUT', '/metrics/job/x')).statusCode, 200)
  assert.equal((await guess('192.0.2.1')).statusCode, 401)
  clock.nowMs += 45_000
  assert.equal((await guess()).statusCode, 401)
})

test('a key in the address is refused even if it is valid, and its tenant told', async (t) => {
  const { gateway, key, credential } = await openWithKey(t, { scopes: ['push', 'scrape'] })
  const urls = [
    `/metrics?token=${key}`,
    `/metrics/job/${key}`,
    `/metrics?token=${key.replaceAll('_', '%5f')}`,
  ]
  for (const url of urls) {
    for (const headers of [{}, bearer(key)]) {
      const reply = await gateway.app.inject({ method: 'GET', url, headers })
      if (reply.statusCode === 405) continue
      assert.equal(reply.statusCode, 400, url)
      assert.match(reply.body, /holds an API key/)
      assert.equal(reply.body.includes(key), false)
    }
  }
  const events = await refusalsIn(gateway)
  assert.deepEqual(
    new Set(events.map((event) => [event.action, event.target_id].join())),
    new Set([`credential.exposed,${credential.id}`]),
  )
})

test('refusals are in the tenant’s audit by reason, ten a minute for each key', async (t) => {
  const { gateway, clock, key, credential, send } = await openWithKey(t, {
    scopes: ['push'],
    labelRules: { job: ['x'] },
    expiresAt: new Date(Date.now() + 60_000),
  })
  await send('PUT', '/metrics/job/x')
  await send('PUT', '/metrics/job/y')
  await gateway.app.inject({ url: '/metrics', headers: bearer(key) })
  clock.nowMs += 60_000
  for (let i = 0; i < 12; i++) {
    const late = await send('PUT', '/metrics/job/x')
    assert.deepEqual([late.statusCode, late.json().code], [401, 'credential-invalid'])
  }
  const events = await refusalsIn(gateway)
  assert.deepEqual(
    events.map(({ action, reason }) => `${action} ${reason}`),
    [
      'authentication.refuse label',
      'authentication.refuse scope',
      ...Array.from({ length: 10 }, () => 'authentication.refuse expired'),
    ],
  )
  for (const event of events) {
    assert.deepEqual(
      [event.outcome, event.actor_kind, event.actor_id, event.actor_name, event.address],
      ['refused', 'credential', credential.id, credential.name, '127.0.0.1'],
    )
  }
})

test('use of a key that was replaced is an event, and ends nothing else', async (t) => {
  const { gateway, clock, credential, send } = await openWithKey(t, { scopes: ['push'] })
  const { database, tenant } = gateway
  const successor = await createCredential(database.admin, tenant, { scopes: ['push'] })
  const ends = { at: new Date(clock.nowMs + 60_000) }
  await withTenant(database.admin, tenant.id, (own) =>
    replaceCredential(own, credential, successor.credential.id, ends),
  )
  assert.equal((await send('PUT', '/metrics/job/x')).statusCode, 200)
  clock.nowMs += 60_000
  assert.equal((await send('PUT', '/metrics/job/x')).statusCode, 401)
  const other = await gateway.app.inject({
    method: 'PUT',
    url: '/metrics/job/x',
    headers: bearer(successor.key),
    payload: 'm 1\n',
  })
  assert.equal(other.statusCode, 200)
  const events = await refusalsIn(gateway)
  assert.deepEqual(
    events.map(({ action, target_id, reason }) => [action, target_id, reason]),
    [['credential.reuse', credential.id, 'retired']],
  )
})

test('a locator that was made up begins no chain', async (t) => {
  const { gateway } = await openWithKey(t, { scopes: ['push'] })
  const elsewhere = await openGateway(t)
  const { key } = await createCredential(elsewhere.database.admin, elsewhere.tenant, {
    scopes: ['push'],
  })
  const reply = await gateway.app.inject({ url: '/metrics', headers: bearer(key) })
  assert.equal(reply.statusCode, 401)
  await gateway.app.close()
  const heads = await withTenant(gateway.database.admin, elsewhere.tenant.id, (own) =>
    own.selectFrom('audit_heads').selectAll().execute(),
  )
  assert.deepEqual(heads, [])
})

test('the data plane cannot pose as an operator in the audit', async (t) => {
  const { gateway } = await openWithKey(t, { scopes: ['push'] })
  const { database, tenant } = gateway
  const actor = {
    kind: 'operator',
    id: undefined,
    name: 'not me',
    requestId: undefined,
    address: undefined,
    userAgent: undefined,
  } as const
  const act = { action: 'tenant.update', target: { kind: 'tenant', id: 'acme' } } as const
  const attempt = withTenant(database.api, tenant.id, (own) =>
    appendAudit(own, tenant.id, { actor, nowMs: Date.now() }, act),
  )
  await assert.rejects(attempt, /row-level security/)
})

test('a revocation holds on two replicas under a hail of pushes within two seconds', async (t) => {
  const gateway = await openGateway(t)
  const { database, tenant } = gateway
  const { key, credential } = await createCredential(database.admin, tenant, { scopes: ['push'] })
  const replicas = [gateway.app, await gateway.addReplica()]
  const bases = await Promise.all(replicas.map((app) => app.listen({ host: '127.0.0.1', port: 0 })))
  let lastTakenMs = 0
  const pushes = { taken: 0, refused: 0 }
  const stop = new AbortController()
  const hail = async (base: string, worker: number) => {
    while (!stop.signal.aborted) {
      const reply = await fetch(`${base}/metrics/job/j${worker}`, {
        method: 'PUT',
        headers: bearer(key),
        body: 'm 1\n',
      })
      await reply.arrayBuffer()
      if (reply.status === 200) {
        lastTakenMs = performance.now()
        pushes.taken++
      } else {
        assert.equal(reply.status, 401)
        pushes.refused++
      }
    }
  }
  const workers = bases.flatMap((base) =>
    Array.from({ length: 8 }, (_, worker) => hail(base, worker)),
  )
  while (pushes.taken <= 100) await sleep(10)
  await withTenant(database.admin, tenant.id, (own) =>
    revokeCredential(own, tenant.id, credential.id, new Date()),
  )
  const revokedMs = performance.now()
  await sleep(3_000)
  while (pushes.refused <= 100) await sleep(10)
  stop.abort()
  await Promise.all(workers)
  const tookMs = Math.round(lastTakenMs - revokedMs)
  const { taken, refused } = pushes
  t.diagnostic(`${taken} pushes taken, ${refused} refused; the last one taken ${tookMs} ms after`)
  assert.ok(tookMs < 2_000, `${tookMs} ms`)
})
