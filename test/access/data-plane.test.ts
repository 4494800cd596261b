/**
 * Every route of the data plane, tried by everybody who may not: what each is answered, that nobody learns more than
 * they may, and that nothing changes. A route without an entry in `data-plane-routes.ts` fails.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAuditEvents, withTenant } from '@postern/store'
import type { LightMyRequestResponse } from 'fastify'
import { basic, bearer } from '../support/authorization.ts'
import { openDigest } from '../support/digest.ts'
import { listRoutes } from '../support/list-routes.ts'
import { type DataPlaneRoute, dataPlaneRoutes, requestOf } from './data-plane-routes.ts'
import { openDataPlane, type Visitor } from './data-plane-visitors.ts'
import { assertDiscreet, assertRefused, comparable } from './refusals.ts'

const { database, app, visitors, ours, theirs, log, nextAddress } = await openDataPlane(test)
const digest = openDigest(test, database)

/** Where refusals, and uses of what was let in, leave their records. */
const RECORDS = new Set([
  'audit_events',
  'audit_heads',
  'credential_uses',
  'rate_shares',
  'trust_rule_uses',
  'usage_hours',
  'usage_refusals',
])

// In what each tenant holds, and nowhere else.
const OWN = 'own5b2e'
const NEIGHBOUR = 'canary7d1f'
const JSON_WANTED = { accept: 'application/problem+json' }

const secrets = [ours, theirs].flatMap(({ key, token }) => [key, token, key.slice(-50, -10)])
const keysOfVisitors = visitors.flatMap(({ client }) => (client ? [client.key] : []))

type Headers = Readonly<Record<string, string>>

function send(route: DataPlaneRoute, headers: Headers, address = nextAddress()) {
  const request = requestOf(route)
  return app.inject({
    ...request,
    headers: { ...request.headers, ...headers },
    remoteAddress: address,
  })
}

/** Each tenant holds the same but for the words of the neighbour. */
async function seed(): Promise<void> {
  for (const [{ key }, word] of [
    [ours, OWN],
    [theirs, NEIGHBOUR],
  ] as const) {
    for (const prefix of ['', '/ns/blue']) {
      const reply = await app.inject({
        method: 'PUT',
        url: `${prefix}/metrics/job/backup/zone/eu`,
        headers: bearer(key),
        payload: `held{word="${word}"} 1\n`,
      })
      assert.equal(reply.statusCode, 200, reply.body)
    }
    const check = await app.inject({
      method: 'POST',
      url: '/checks/backup/success?create=1',
      headers: bearer(key),
    })
    assert.ok(check.statusCode < 300, check.body)
  }
}

const guarded = dataPlaneRoutes.filter(({ scope }) => scope !== 'open' && scope !== 'client')
const open = dataPlaneRoutes.filter(({ scope }) => scope === 'open')

test('every route of the data plane is in the matrix, and every entry is a route', async () => {
  await app.ready()
  const routes = listRoutes(app).filter(({ method }) => method !== 'HEAD')
  assert.deepEqual(
    routes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    dataPlaneRoutes.map(({ route }) => route).toSorted(),
  )
})

for (const route of guarded) {
  test(`${route.route} lets in who may, and nobody else`, async () => {
    await seed()
    const before = await digest({ except: RECORDS })
    const unlike: LightMyRequestResponse[] = []
    for (const visitor of visitors.filter(({ meets }) => meets?.(route) ?? true)) {
      for (const [how, headers] of Object.entries(visitor.presentations)) {
        const reply = await assertKeptOut(route, visitor, how, headers)
        if (visitor.isStranger) unlike.push(reply)
      }
      assert.deepEqual(await digest({ except: RECORDS }), before, visitor.name)
    }
    assertAlike(unlike)
    for (const headers of [bearer(ours.key), basic(ours.key), bearer(ours.token)]) {
      const reply = await send(route, headers)
      assert.equal(reply.statusCode, route.status ?? 200, reply.body)
      assertDiscreet(reply, [...secrets, NEIGHBOUR, database.globex.id])
      assert.equal(reply.headers['access-control-allow-origin'], undefined)
    }
  })

  test(`${route.route} gives a neighbour what is theirs, and nothing of ours`, async () => {
    await seed()
    const held = () => digest({ except: RECORDS, tenantId: database.acme.id })
    const before = await held()
    for (const headers of [bearer(theirs.key), bearer(theirs.token)]) {
      const reply = await send(route, headers)
      assert.equal(reply.statusCode, route.status ?? 200, reply.body)
      assertDiscreet(reply, [...secrets, OWN, database.acme.id])
    }
    assert.deepEqual(await held(), before)
  })

  test(`${route.route} refuses a key in the address, even a good one`, async () => {
    await seed()
    const before = await digest({ except: RECORDS })
    const { url } = requestOf(route)
    for (const key of [ours.key, theirs.key, ours.key.replaceAll('_', '%5f')]) {
      for (const headers of [{}, bearer(ours.key)]) {
        const inUrl = { ...route, url: `${url}${url.includes('?') ? '&' : '?'}access_token=${key}` }
        const reply = await send(inUrl, { ...headers, ...JSON_WANTED })
        assertRefused(reply, { status: 400, code: 'credential-in-url' }, { basic: true })
        assertDiscreet(reply, secrets)
      }
    }
    assert.deepEqual(await digest({ except: RECORDS }), before)
  })
}

async function assertKeptOut(
  route: DataPlaneRoute,
  { name, refusal }: Visitor,
  how: string,
  headers: Headers,
): Promise<LightMyRequestResponse> {
  const words = `${name}, by ${how}`
  const reply = await send(route, { ...headers, ...JSON_WANTED })
  try {
    assertRefused(reply, refusal, { basic: true })
    assertDiscreet(reply, [...secrets, ...keysOfVisitors, NEIGHBOUR])
  } catch (error) {
    throw new Error(`${words}: ${reply.statusCode} ${reply.body}`, { cause: error })
  }
  const { detail } = reply.json<{ detail: string }>()
  const inText = await send(route, headers)
  assert.deepEqual([inText.statusCode, inText.body], [refusal.status, `${detail}\n`], words)
  if (route.route.startsWith('GET ')) await assertHeadIsAlike(route, headers, inText)
  return reply
}

async function assertHeadIsAlike(
  route: DataPlaneRoute,
  headers: Headers,
  { statusCode, headers: { 'content-length': length } }: LightMyRequestResponse,
): Promise<void> {
  const head = await send({ ...route, route: route.route.replace('GET', 'HEAD') }, headers)
  assert.deepEqual([head.statusCode, head.body], [statusCode, ''])
  assert.equal(head.headers['content-length'] ?? length, length)
}

function assertAlike(replies: readonly LightMyRequestResponse[]): void {
  const [first, ...others] = replies.map(comparable)
  assert.ok(first && others.length > 10)
  for (const other of others) assert.deepEqual(other, first)
}

for (const route of open) {
  test(`${route.route} is the same for everybody`, async () => {
    const before = await digest({ except: RECORDS })
    const nobody = comparable(await send(route, {}))
    assert.ok(nobody.statusCode < 400)
    assertDiscreet({ headers: {}, body: nobody.body.includes('swagger') ? '' : nobody.body }, [
      ...secrets,
      NEIGHBOUR,
      database.acme.id,
    ])
    for (const { name, presentations } of visitors) {
      for (const headers of Object.values(presentations)) {
        assert.deepEqual(comparable(await send(route, headers)), nobody, name)
      }
    }
    assert.deepEqual(await digest({ except: RECORDS }), before)
  })
}

test('POST /oauth2/token sells to whose key is good, and tells strangers apart from nobody', async () => {
  const route = dataPlaneRoutes.find(({ scope }) => scope === 'client')
  assert.ok(route)
  const before = await digest({ except: RECORDS })
  const unlike: LightMyRequestResponse[] = []
  for (const { name, client, refusal, isStranger } of visitors) {
    if (!client) continue
    for (const reply of [
      await send(route, basic(client.key, client.id)),
      await send(inForm(route, client), {}),
    ]) {
      const isKnown = refusal.status === 403
      assert.equal(reply.statusCode, isKnown ? 400 : 401, `${name}: ${reply.body}`)
      const { error, error_description: detail, ...rest } = reply.json()
      assert.equal(error, isKnown ? 'unauthorized_client' : 'invalid_client', name)
      assert.match(detail, refusal.says ?? /./, name)
      assert.deepEqual(rest, {})
      assert.equal(reply.headers['cache-control'], 'no-store')
      assertDiscreet(reply, [...secrets, ...keysOfVisitors])
      if (isStranger) unlike.push(reply)
    }
    assert.deepEqual(await digest({ except: RECORDS }), before, name)
  }
  assertAlike(unlike)
  const inUrl = { ...route, url: `/oauth2/token?client_secret=${ours.key}` }
  const shown = await send(inUrl, basic(ours.key, ours.credential.id))
  assert.deepEqual([shown.statusCode, shown.json().error], [400, 'invalid_request'])
  assert.match(shown.body, /the address holds an API key/)
  assertDiscreet(shown, secrets)
  const bought = await send(route, basic(ours.key, ours.credential.id))
  assert.equal(bought.statusCode, 200)
  assert.equal(bought.headers['cache-control'], 'no-store')
})

function inForm(
  route: DataPlaneRoute,
  { id, key }: { readonly id: string; readonly key: string },
): DataPlaneRoute {
  return { ...route, body: `${route.body}&client_id=${id}&client_secret=${key}` }
}

test('what was refused left nothing but records of refusals, and no secret in the log', async () => {
  await app.close()
  const page = { order: 'oldest', limit: 1_000, after: undefined } as const
  const events = await withTenant(database.admin, database.acme.id, (own) =>
    listAuditEvents(own, database.acme.id, {}, page),
  )
  assert.ok(events.length > 0)
  // What was let in was ours to do.
  const others = events.filter(({ actor_id: id }) => id !== ours.credential.id)
  assert.ok(others.length > 0)
  for (const { outcome, action } of others) assert.equal(outcome, 'refused', action)
  assert.ok(log.length > 0)
  for (const line of log) {
    assert.equal(line.indexOf('\n'), line.length - 1)
    assert.equal(typeof JSON.parse(line), 'object')
    for (const secret of [...secrets, ...keysOfVisitors]) assert.equal(line.includes(secret), false)
  }
})
