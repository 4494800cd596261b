/**
 * Every call of the admin API, tried by everybody who may not: what each is answered, that nobody learns more than they
 * may, and that nothing changes. A call that needs an example and has none in `admin-routes.ts` fails.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { includesRole, type Role } from '@postern/domain'
import type { LightMyRequestResponse } from 'fastify'
import { bearer } from '../support/authorization.ts'
import { openDigest } from '../support/digest.ts'
import { listRoutes } from '../support/list-routes.ts'
import {
  type AdminRoute,
  adminRoute,
  isPersonal,
  namesThing,
  pathOf,
  type Things,
  unknownExamples,
} from './admin-routes.ts'
import { type AdminWorld, openAdmin, prepare } from './admin-world.ts'
import { assertDiscreet, assertRefused, comparable } from './refusals.ts'

const world = await openAdmin(test)
const digest = openDigest(test, world.database)
// Who was refused is told to who looks after it, and when a key or a session was used last.
const RECORDS = new Set(['audit_events', 'audit_heads', 'operator_keys', 'sessions'])
const OPEN = /^GET \/(?:-\/(?:healthy|ready)|openapi\.json|llms\.txt|\.well-known\/security\.txt)$/

const registered = listRoutes(world.app)
  .filter(({ method }) => method !== 'HEAD')
  .map(({ method, path }) => `${method} ${path}`)
const routes = registered.flatMap((route) => adminRoute(route) ?? [])
const guarded = routes.filter(({ access }) => access !== 'public')

type Headers = Readonly<Record<string, string>>

interface Sending {
  readonly headers?: Headers
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
    registered.filter((route) => !OPEN.test(route) && !adminRoute(route)),
    [],
  )
  assert.deepEqual(unknownExamples(), [])
})

/** Whether a role of a tenant suffices for it, in that tenant. */
function isFor(role: Role, { access }: AdminRoute): boolean {
  return isRole(access) && access !== 'system-admin' && includesRole(role, access)
}

function isRole(access: AdminRoute['access']): access is Role {
  return access !== 'public' && access !== 'signed-in'
}

/** Who has the least role that it takes. */
function leastMember({ members, operatorKey }: AdminWorld, { access }: AdminRoute): Headers {
  const least = members.find(({ role, how }) => role === access && how === 'key')
  return least?.headers ?? bearer(operatorKey)
}

for (const route of guarded) {
  test(`${route.route} lets in who has the least role that it takes`, async (t) => {
    assert.equal(route.body !== undefined, route.takesBody, 'its body is in admin-routes.ts')
    const isRead = route.route.startsWith('GET ')
    const own = isRead && route.state === 'active' ? world : await openAdmin(t)
    await prepare(own, route)
    // Many clients say JSON with every request, and have nothing to say with a DELETE.
    const isBare = route.route.startsWith('DELETE ')
    const reply = await send(own, route, {
      headers: {
        ...leastMember(own, route),
        ...(isBare && { 'content-type': 'application/json' }),
      },
    })
    if (isPersonal(route)) {
      return assertRefused(reply, { status: 403, code: 'session-required' }, { basic: false })
    }
    assert.ok(reply.statusCode < 300, `${reply.statusCode} ${reply.body}`)
    const others = isFor('tenant-admin', route) ? ['globex', own.database.globex.id] : []
    assertDiscreet(reply, [...own.secrets, ...others])
  })

  test(`${route.route} lets in no lower role, and nobody of another tenant`, async () => {
    const before = await digest({ except: RECORDS })
    for (const { role, how, headers } of world.members) {
      const words = `${role} by ${how}`
      if (route.route.includes('/:slug')) {
        const [foreign, none] = await Promise.all(
          ['globex', 'never'].map((slug) =>
            send(world, route, { headers, slug, things: world.theirs }),
          ),
        )
        assert.ok(foreign && none)
        assertRefused(foreign, { status: 404, code: 'tenant-not-found' }, { basic: false })
        assert.deepEqual(comparable(foreign), comparable(none), words)
      }
      if (isRole(route.access) && !isFor(role, route)) {
        const reply = await send(world, route, { headers })
        assertRefused(reply, { status: 403, code: 'role-insufficient' }, { basic: false })
      }
    }
    assert.deepEqual(await digest({ except: RECORDS }), before)
  })

  test(`${route.route} lets in nobody who is not known, and nothing changes`, async () => {
    const before = await digest({ except: RECORDS })
    const unlike: LightMyRequestResponse[] = []
    for (const { name, headers, refusal, isStranger, meets } of world.visitors) {
      if (meets?.(route) === false) continue
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
      const before = await digest({ except: RECORDS })
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
      assert.deepEqual(await digest({ except: RECORDS }), before)
    })
  }

  if (namesThing(route)) {
    test(`${route.route} finds what is another tenant’s as missing as what never was`, async () => {
      const before = await digest({ except: RECORDS })
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
      assert.deepEqual(await digest({ except: RECORDS }), before)
    })
  }

  if (route.takesBody) {
    test(`${route.route} takes what it knows and nothing else`, async () => {
      const before = await digest({ except: RECORDS })
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
      assert.deepEqual(await digest({ except: RECORDS }), before)
    })
  }
}

for (const route of routes.filter(({ access }) => access === 'signed-in')) {
  if (!route.route.startsWith('GET ') || isPersonal(route)) continue
  test(`${route.route} shows each what is theirs`, async () => {
    for (const { headers, role, how } of world.members) {
      const reply = await send(world, route, { headers })
      assert.equal(reply.statusCode, 200, `${role} by ${how}: ${reply.body}`)
      assertDiscreet(reply, [...world.secrets, 'globex', world.database.globex.id])
    }
  })
}

test('no secret was logged', () => {
  assert.ok(world.log.length > 0)
  for (const line of world.log) {
    assert.equal(typeof JSON.parse(line), 'object')
    for (const secret of world.secrets) assert.equal(line.includes(secret), false)
  }
})
