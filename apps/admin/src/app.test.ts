import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NIL_UUID } from '@postern/domain'
import { createLogger, issueApiKey } from '@postern/server'
import { connect } from '@postern/store'
import { testHasher } from '@postern/testkit'
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import { createAdmin } from './app.ts'
import { startAdmin } from './test-admin.ts'
import { routesOf } from './test-routes.ts'

/** The app as it is when its database is away. */
function withoutDatabase(): Promise<FastifyInstance> {
  const db = connect({
    url: 'postgres://x@127.0.0.1:1/x',
    applicationName: 'x',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
  const logger = createLogger('silent')
  return createAdmin({ db, hasher: testHasher, clock: Date.now, logger })
}

const open = new Set([
  '/-/healthy',
  '/-/ready',
  '/openapi.json',
  '/llms.txt',
  '/.well-known/security.txt',
])

async function describedRoutes(): Promise<RouteOptions[]> {
  const routes = await routesOf(withoutDatabase)
  return routes.filter((route) => !open.has(route.url))
}

async function guardedRoutes(): Promise<RouteOptions[]> {
  const routes = await describedRoutes()
  return routes.filter((route) => Reflect.get(route, 'access') !== 'public')
}

function methodsOf(route: RouteOptions): HTTPMethods[] {
  return [route.method].flat()
}

test('every route that is not public refuses who sends no credential or a wrong one', async (t) => {
  const { app } = await startAdmin(t)
  const routes = await guardedRoutes()
  assert.ok(routes.length > 8)
  let calls = 0
  for (const route of routes) {
    const url = route.url.replaceAll(/:\w+/g, 'acme')
    for (const method of methodsOf(route)) {
      for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
        // From an address of its own each, or the last ones would be too many guesses.
        const remoteAddress = `10.0.0.${++calls}`
        const { statusCode } = await app.inject({
          method: method as 'GET',
          url,
          headers,
          remoteAddress,
        })
        assert.equal(statusCode, 401, `${method} ${url}`)
      }
    }
  }
})

test('every route says what it is for and what it answers', async () => {
  for (const route of await describedRoutes()) {
    const schema: unknown = route.schema
    assert.ok(typeof schema === 'object' && schema !== null, route.url)
    assert.equal(typeof Reflect.get(schema, 'summary'), 'string', route.url)
    const response: unknown = Reflect.get(schema, 'response')
    assert.ok(typeof response === 'object' && response !== null, route.url)
    const statuses = Object.keys(response)
    assert.ok(
      statuses.some((status) => status.startsWith('2') || status === '303'),
      route.url,
    )
    for (const status of ['500', '503']) assert.ok(statuses.includes(status), route.url)
  }
})

test('without its database the app is healthy, not ready, and says so to operators', async (t) => {
  const app = await withoutDatabase()
  t.after(() => app.close())
  assert.equal((await app.inject('/-/healthy')).body, 'OK')
  assert.equal((await app.inject('/-/ready')).statusCode, 503)
  const { text } = issueApiKey(testHasher, 'operator', NIL_UUID, Date.now())
  const headers = { authorization: `Bearer ${text}` }
  const answer = await app.inject({ url: '/api/v1/tenants', headers })
  assert.deepEqual(
    [answer.statusCode, answer.json().code, answer.headers['retry-after']],
    [503, 'storage-unavailable', '5'],
  )
})

test('with its database the app is ready', async (t) => {
  const { app } = await startAdmin(t)
  assert.deepEqual(
    [(await app.inject('/-/ready')).statusCode, (await app.inject('/-/ready')).body],
    [200, 'OK'],
  )
})

test('refusals are JSON by default and offer no Basic', async (t) => {
  const { app } = await startAdmin(t)
  const answer = await app.inject('/api/v1/tenants')
  assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.equal(answer.headers['www-authenticate'], 'Bearer realm="postern"')
  assert.equal(answer.json().code, 'credential-missing')
  assert.equal((await app.inject('/')).json().code, 'route-not-found')
  const wrong = await app.inject({ method: 'PUT', url: '/api/v1/tenants' })
  assert.deepEqual([wrong.statusCode, wrong.headers.allow], [405, 'GET, HEAD, OPTIONS, POST'])
})
