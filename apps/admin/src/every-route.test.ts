/** What holds for the routes of the admin app, whichever there are. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createLogger } from '@postern/server'
import { createPerson, testHasher } from '@postern/testkit'
import type { RouteOptions } from 'fastify'
import { createAdmin } from './app.ts'
import { entityTag } from './entity-tag.ts'
import { startAdmin, type TestAdmin } from './test-admin.ts'
import { routesOf } from './test-routes.ts'

const TENANT = '/api/v1/tenants/:slug'

async function allRoutes(t: TestContext): Promise<RouteOptions[]> {
  const { admin: db } = await startAdmin(t)
  const logger = createLogger('silent')
  return routesOf(() => createAdmin({ db, hasher: testHasher, clock: Date.now, logger }))
}

const names = (routes: readonly RouteOptions[], methods: RegExp) =>
  routes.flatMap(({ method, url }) =>
    [method].flat().flatMap((one) => (methods.test(one) ? [`${one} ${url}`] : [])),
  )

// What a provider sends along is its own affair.
const OPEN_ENDED = new Set(['querystring of /api/v1/sign-in/provider/callback'])

/** Where members are let in that are not listed. */
function openObjects(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own =
    Reflect.get(schema, 'type') === 'object' &&
    Reflect.get(schema, 'properties') !== undefined &&
    Reflect.get(schema, 'additionalProperties') !== false
  return [
    ...(own ? [path] : []),
    ...Object.entries(schema).flatMap(([name, part]) => openObjects(part, `${path}/${name}`)),
  ]
}

// RFC 7517 lets a key hold members of any name.
const FOREIGN = /\/jwks\//

test('no call takes members that it does not know', async (t) => {
  const found = (await allRoutes(t)).flatMap(({ url, schema }) =>
    (['body', 'querystring'] as const).flatMap((part) =>
      openObjects(schema?.[part], `${part} of ${url}`),
    ),
  )
  assert.deepEqual(
    found.filter((path) => !OPEN_ENDED.has(path) && !FOREIGN.test(path)),
    [],
  )
})

interface Change {
  readonly route: string
  /** Two bodies, each of which changes something. */
  readonly bodies: readonly [object, object]
  /** What must be there before; tells what to put in place of `:id`. */
  readonly prepare?: (admin: TestAdmin) => Promise<string>
}

const trustRule = {
  name: 'shop',
  issuer: 'https://token.actions.githubusercontent.com',
  conditions: { repository_id: ['74'] },
  scopes: ['push'],
  namespaces: ['default'],
}

/** Makes something in the tenant; answers what was made. */
async function make({ app, operatorKey }: TestAdmin, what: string, payload: object) {
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: `/api/v1/tenants/acme/${what}`,
    headers: { authorization: `Bearer ${operatorKey}` },
    payload,
  })
  assert.equal(statusCode, 201, body)
  return body
}

function idOf(body: string): string {
  return /"id":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? ''
}

const changes: readonly Change[] = [
  { route: `PATCH ${TENANT}`, bodies: [{ name: 'One' }, { name: 'Two' }] },
  {
    route: `PUT ${TENANT}/limits`,
    bodies: [{ limits: { maxSeriesPerPush: 10 } }, { limits: { maxSeriesPerPush: 9 } }],
  },
  {
    route: `PUT ${TENANT}/namespaces/:name/limits`,
    bodies: [{ limits: { maxSeriesPerPush: 8 } }, { limits: { maxSeriesPerPush: 7 } }],
  },
  {
    route: `PATCH ${TENANT}/namespaces/:name`,
    bodies: [{ ownership: 'owned' }, { sampleTime: 'push' }],
  },
  {
    route: `PUT ${TENANT}/retention`,
    bodies: [{ retention: { default: '40d' } }, { retention: { default: '41d' } }],
  },
  {
    route: `PUT ${TENANT}/namespaces/:name/retention`,
    bodies: [{ retention: { default: '42d' } }, { retention: { default: '43d' } }],
  },
  {
    route: `PATCH ${TENANT}/trust-rules/:id`,
    bodies: [{ name: 'One' }, { name: 'Two' }],
    prepare: async (admin) => idOf(await make(admin, 'trust-rules', trustRule)),
  },
  {
    route: `PUT ${TENANT}/series`,
    bodies: [
      { series: { totals: true, keyExpiry: true } },
      { series: { totals: false, keyExpiry: true } },
    ],
  },
  {
    route: `PATCH ${TENANT}/checks/:id`,
    bodies: [{ grace: '2h' }, { grace: '3h' }],
    prepare: async (admin) => idOf(await make(admin, 'checks', { name: 'backup' })),
  },
  {
    route: 'PATCH /api/v1/accounts/:id',
    bodies: [{ name: 'One' }, { name: 'Two' }],
    prepare: async ({ admin }) => (await createPerson(admin, { role: 'system-admin' })).account.id,
  },
  {
    route: `PATCH ${TENANT}/accounts/:id`,
    bodies: [{ name: 'One' }, { name: 'Two' }],
    prepare: async ({ admin, acme }) =>
      (await createPerson(admin, { role: 'tenant-viewer', tenant: acme })).account.id,
  },
]

/** They change secrets, which no GET shows: without a tag to compare with, every `If-Match` fails. */
const UNTAGGED = ['PUT /api/v1/account/password', 'PUT /api/v1/account/totp']

test('whatever can be changed has its tag, which changes with it, and who is late is told', async (t) => {
  const admin = await startAdmin(t)
  for (const { route, bodies, prepare } of changes) {
    const [method = '', path = ''] = route.split(' ')
    const id = (await prepare?.(admin)) ?? ''
    const url = path.replace(':slug', 'acme').replace(':name', 'default').replace(':id', id)
    const send = (verb: string, headers: object, payload?: object) =>
      admin.app.inject({
        // The methods above.
        method: verb as 'PATCH',
        url,
        headers: { authorization: `Bearer ${admin.operatorKey}`, ...headers },
        ...(payload && { payload }),
      })
    const before = await send('GET', {})
    const tag = String(before.headers.etag)
    assert.match(tag, /^"[\w-]{22}"$/, route)
    const first = await send(method, { 'if-match': `"other", ${tag}` }, bodies[0])
    assert.equal(first.statusCode, 200, `${route} ${first.body}`)
    const after = String((await send('GET', {})).headers.etag)
    assert.notEqual(after, tag, route)
    for (const stale of [tag, `W/${after}`, '"x"', 'x']) {
      const late = await send(method, { 'if-match': stale }, bodies[1])
      assert.deepEqual([late.statusCode, late.json().code], [412, 'precondition-failed'], route)
    }
    assert.equal((await send('GET', {})).headers.etag, after, route)
    assert.equal((await send(method, { 'if-match': '*' }, bodies[1])).statusCode, 200, route)
  }
})

test('of two who change the same state at once one is told', async (t) => {
  const { app, operatorKey, call } = await startAdmin(t)
  const url = '/api/v1/tenants/acme'
  const { headers } = await call('GET', url)
  const authorization = `Bearer ${operatorKey}`
  const statuses = await Promise.all(
    ['One', 'Two', 'Three'].map(async (name) => {
      const own = { authorization, 'if-match': String(headers['etag']) }
      const reply = await app.inject({ method: 'PATCH', url, headers: own, payload: { name } })
      return reply.statusCode
    }),
  )
  assert.deepEqual(
    statuses.toSorted((a, b) => a - b),
    [200, 412, 412],
  )
})

test('a condition on what has no tag is never met', async (t) => {
  const { app, admin } = await startAdmin(t)
  const { headers } = await createPerson(admin, { role: 'system-admin' })
  const reply = await app.inject({
    method: 'PUT',
    url: '/api/v1/account/password',
    headers: { ...headers, 'if-match': '"x"' },
    payload: { password: 'three green boats' },
  })
  assert.deepEqual([reply.statusCode, reply.json().code], [412, 'precondition-failed'])
})

test('no call that changes a state is missing above', async (t) => {
  const routes = (await allRoutes(t)).filter(({ url }) => url.startsWith('/api/'))
  const listed = [...changes.map(({ route }) => route), ...UNTAGGED]
  const found = names(routes, /^(?:PUT|PATCH)$/)
  // Others refuse every condition, which is safe, and is what a call does that nobody thought about.
  const tagged = routes.filter(({ schema }) => {
    const response: unknown = schema?.response
    return typeof response === 'object' && response !== null && '412' in response
  })
  assert.deepEqual(
    names(tagged, /^(?:PUT|PATCH)$/).filter((route) => !listed.includes(route)),
    [],
  )
  assert.deepEqual(
    listed.filter((route) => !found.includes(route)),
    [],
  )
})

test('what is answered line by line may take as long as somebody takes the lines', async (t) => {
  const patient = (await allRoutes(t)).filter(({ handlerTimeout }) => handlerTimeout !== undefined)
  assert.deepEqual(names(patient, /^GET$/).toSorted(), [
    'GET /api/v1/audit',
    `GET ${TENANT}/audit`,
    `GET ${TENANT}/export`,
  ])
})

test('a tag does not depend on the order of members', () => {
  assert.equal(entityTag({ a: 1, b: { c: 2, d: 3 } }), entityTag({ b: { d: 3, c: 2 }, a: 1 }))
  assert.notEqual(entityTag({ a: 1 }), entityTag({ a: 2 }))
  assert.notEqual(entityTag({ a: [1, 2] }), entityTag({ a: [2, 1] }))
})
