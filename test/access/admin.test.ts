/**
 * Every call of the admin API, tried by everybody who may not: what each is answered, that nobody learns more than they
 * may, and that nothing changes. A call that needs an example and has none in `admin-routes.ts` fails.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { bearer } from '../support/authorization.ts'
import { openDigest } from '../support/digest.ts'
import { listRoutes } from '../support/list-routes.ts'
import {
  type AdminRoute,
  adminRoute,
  namesThing,
  pathOf,
  type Things,
  unknownExamples,
} from './admin-routes.ts'
import { type AdminWorld, openAdmin, prepare } from './admin-world.ts'
import { assertDiscreet, assertRefused, comparable } from './refusals.ts'

const world = await openAdmin(test)
const digest = openDigest(test, world.database)
// Who was refused is told to who looks after it.
const RECORDS = new Set(['audit_events', 'audit_heads'])
const OPEN = new Set(['GET /-/healthy', 'GET /-/ready'])

const registered = listRoutes(world.app)
  .filter(({ method }) => method !== 'HEAD')
  .map(({ method, path }) => `${method} ${path}`)
const routes = registered.flatMap((route) => adminRoute(route) ?? [])
const guarded = routes.filter(({ access }) => access !== 'public')

interface Sending {
  readonly headers?: Readonly<Record<string, string>>
  readonly slug?: string
  readonly things?: Things
  readonly body?: object | string | undefined
}

function send({ app, ours, nextAddress }: AdminWorld, route: AdminRoute, sending: Sending) {
  const { headers = {}, slug = 'acme', things = ours, body = route.body } = sending
  const [method = ''] = route.route.split(' ')
  return app.inject({
    method,
    url: pathOf(route, slug, things),
    headers,
    remoteAddress: nextAddress(),
    ...(body === undefined ? {} : { payload: body }),
  })
}

test('every route of the admin app is in the contract, but for those that are open', () => {
  assert.deepEqual(
    registered.filter((route) => !OPEN.has(route) && !adminRoute(route)),
    [],
  )
  assert.deepEqual(unknownExamples(), [])
})

for (const route of guarded) {
  test(`${route.route} lets in an operator`, async (t) => {
    assert.equal(route.body !== undefined, route.takesBody, 'its body is in admin-routes.ts')
    const fresh = await openAdmin(t)
    await prepare(fresh, route)
    const reply = await send(fresh, route, { headers: bearer(fresh.operatorKey) })
    assert.ok(reply.statusCode < 300, `${reply.statusCode} ${reply.body}`)
    assertDiscreet(reply, fresh.secrets)
  })

  test(`${route.route} lets in nobody without an operator’s key, and nothing changes`, async () => {
    const before = await digest({ except: RECORDS })
    const unlike: LightMyRequestResponse[] = []
    for (const { name, headers, refusal, isStranger } of world.visitors) {
      const reply = await send(world, route, { headers })
      try {
        assertRefused(reply, refusal, { basic: false })
        assertDiscreet(reply, world.secrets)
      } catch (error) {
        throw new Error(`${name}: ${reply.statusCode} ${reply.body}`, { cause: error })
      }
      if (isStranger) unlike.push(reply)
    }
    const [first, ...others] = unlike.map(comparable)
    assert.ok(others.length > 1)
    for (const other of others) assert.deepEqual(other, first)
    assert.deepEqual(await digest({ except: RECORDS }), before)
  })

  if (route.route.includes('/:slug')) {
    test(`${route.route} knows no tenant that never was`, async () => {
      const before = await digest()
      const headers = bearer(world.operatorKey)
      for (const slug of [
        'never',
        'ACME',
        'acme%20',
        '..%2Facme',
        '%00',
        '__proto__',
        world.database.acme.id,
      ]) {
        const reply = await send(world, route, { headers, slug })
        assert.equal(reply.statusCode, 404, `${slug}: ${reply.body}`)
        assert.equal(reply.json().code, 'tenant-not-found')
      }
      assert.deepEqual(await digest(), before)
    })
  }

  if (namesThing(route)) {
    test(`${route.route} finds what is another tenant’s as missing as what never was`, async () => {
      const before = await digest()
      const headers = bearer(world.operatorKey)
      const [foreign, none] = await Promise.all(
        [world.theirs, world.none].map((things) => send(world, route, { headers, things })),
      )
      assert.ok(foreign && none)
      assert.equal(foreign.statusCode, 404, foreign.body)
      const masked = (reply: LightMyRequestResponse, things: Things) => {
        const answer = comparable(reply)
        const body = Object.values(things).reduce(
          (text, id) => text.replaceAll(id, ''),
          answer.body,
        )
        return { ...answer, body, headers: { ...answer.headers, 'content-length': '' } }
      }
      assert.deepEqual(masked(foreign, world.theirs), masked(none, world.none))
      assert.deepEqual(await digest(), before)
    })
  }

  if (route.takesBody) {
    test(`${route.route} takes what it knows and nothing else`, async () => {
      const before = await digest()
      const headers = bearer(world.operatorKey)
      const { body = {} } = route
      const more = ['tenantId', 'tenant_id', 'id', 'state', 'role', 'secret', 'createdAt']
      for (const name of more.filter((each) => !(each in body))) {
        const reply = await send(world, route, { headers, body: { ...body, [name]: 'x' } })
        assert.deepEqual([reply.statusCode, reply.json().code], [400, 'request-invalid'], name)
      }
      for (const bad of [
        '',
        '[]',
        'null',
        '"x"',
        '{',
        '{"__proto__":{"a":1}}',
        '{"constructor":{"prototype":1}}',
      ]) {
        const json = { ...headers, 'content-type': 'application/json' }
        const reply = await send(world, route, { headers: json, body: bad })
        assert.equal(reply.statusCode, 400, `${bad}: ${reply.body}`)
      }
      // What a page of another origin can send without asking first.
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
      ]) {
        const simple = { ...headers, 'content-type': type }
        const reply = await send(world, route, { headers: simple, body: JSON.stringify(body) })
        assert.deepEqual([reply.statusCode, reply.json().code], [415, 'media-type-unsupported'])
      }
      assert.deepEqual(await digest(), before)
    })
  }
}

test('no secret was logged', () => {
  assert.ok(world.log.length > 0)
  for (const line of world.log) {
    assert.equal(typeof JSON.parse(line), 'object')
    for (const secret of world.secrets) assert.equal(line.includes(secret), false)
  }
})
