/** Two tenants that hold the same but for one word: whatever the one asks, it hears and changes nothing of the other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '@postern/api'
import { formatApiKey, parseApiKey, type Scope, scopes, type Tenant } from '@postern/domain'
import { createLogger } from '@postern/server'
import { insertNamespace, withTenant } from '@postern/store'
import { createCredential, type TwoTenants, testHasher, twoTenants } from '@postern/testkit'
import { basic, bearer } from '../support/authorization.ts'
import { fillTables, listTenantTables, readRows } from '../support/fill-tables.ts'
import { listRoutes, type Route } from '../support/list-routes.ts'

/** In everything that globex holds, and nowhere else. */
const CANARY = 'canary7d1f'

// What the own requests of a tenant leave behind, at a time of their choosing.
const TRACES = new Set(['credential_uses', 'rate_shares', 'usage_hours', 'usage_refusals'])

type Api = Awaited<ReturnType<typeof createApi>>
type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

test('no route answers or changes anything of another tenant, whatever key of its own one has', async (t) => {
  const database = await twoTenants(t)
  const { acme, globex } = database
  await occupy(database, globex, CANARY)
  const tables = await listTenantTables(database.owner)
  await fillTables(database, tables, globex.id, CANARY)
  await occupy(database, acme, 'plain')
  const app = await openApi(database)
  t.after(() => app.close())
  await app.ready()
  const neighbour = await createCredential(database.admin, globex, { scopes })
  const scrapeNeighbour = async () =>
    (await app.inject({ url: '/metrics', headers: bearer(neighbour.key) })).body
  const held = tables.filter(({ name }) => !TRACES.has(name))
  const readHeld = () => Promise.all(held.map((table) => readRows(database, table, globex.id)))
  const before = await readHeld()
  const scraped = await scrapeNeighbour()
  assert.ok(scraped.includes(CANARY))
  const keyFor = async (granted: readonly Scope[]) =>
    (await createCredential(database.admin, acme, { scopes: granted })).key
  const all = await keyFor(scopes)
  const keys = [all, await keyFor(['push', 'delete']), await keyFor(['scrape', 'read'])]
  const routes = listRoutes(app)
  assert.ok(routes.some(({ path }) => path === '/ns/:namespace/metrics/job/*'))

  for (const route of routes) {
    await t.test(`${route.method} ${route.path}`, async () => {
      // Whatever the routes before it removed.
      await pushHeld(app, all, 'plain')
      for (const key of keys) {
        for (const request of requestsFor(route, globex)) {
          const reply = await app.inject({
            ...request,
            headers: { ...request.headers, ...bearer(key) },
          })
          const answer = `${JSON.stringify(reply.headers)}\n${reply.body}`
          assert.ok(reply.statusCode < 500, answer)
          // What it was asked with it may repeat.
          const asked = JSON.stringify(request)
          for (const word of [CANARY, globex.id]) {
            assert.ok(asked.includes(word) || !answer.includes(word), answer)
          }
        }
      }
      assert.equal(await scrapeNeighbour(), scraped)
    })
  }

  assert.deepEqual(await readHeld(), before)
})

test('a key that was put together from those of two tenants opens nothing', async (t) => {
  const database = await twoTenants(t)
  const { acme, globex } = database
  const ours = await createCredential(database.admin, acme, { scopes })
  const theirs = await createCredential(database.admin, globex, { scopes })
  const own = parseApiKey(ours.key)
  const other = parseApiKey(theirs.key)
  assert.ok(own && other)
  const app = await openApi(database)
  t.after(() => app.close())

  for (const forged of [
    { ...own, tenantId: other.tenantId },
    { ...own, keyId: other.keyId },
    { ...other, secret: own.secret },
    { ...other, tenantId: own.tenantId },
  ]) {
    for (const headers of [bearer(formatApiKey(forged)), basic(formatApiKey(forged))]) {
      const reply = await app.inject({ url: '/metrics', headers })
      assert.equal(reply.statusCode, 401)
      assert.match(reply.body, /^the credential is not known$/m)
    }
  }
  assert.equal((await app.inject({ url: '/metrics', headers: bearer(ours.key) })).statusCode, 200)
})

function openApi({ api }: TwoTenants): Promise<Api> {
  return createApi({
    db: api,
    hasher: testHasher,
    clock: Date.now,
    logger: createLogger('silent'),
  })
}

/** Groups in two namespaces and a check, of the same names for every tenant; the word is in what they hold. */
async function occupy(database: TwoTenants, tenant: Tenant, word: string): Promise<void> {
  await withTenant(database.admin, tenant.id, (db) =>
    insertNamespace(db, tenant.id, { name: 'blue', createdAt: new Date() }),
  )
  const { key } = await createCredential(database.admin, tenant, { scopes })
  const app = await openApi(database)
  await pushHeld(app, key, word)
  const url = '/checks/backup/success?create=1'
  const check = await app.inject({ method: 'POST', url, headers: bearer(key) })
  assert.equal(check.statusCode, 201, check.body)
  // What it still has to note is written now and not in the middle of a test.
  await app.close()
}

async function pushHeld(app: Api, key: string, word: string): Promise<void> {
  const payload = `# HELP held ${word}\n# TYPE held gauge\nheld{word="${word}"} 1\n`
  for (const prefix of ['', '/ns/blue']) {
    const url = `${prefix}/metrics/job/backup/zone/eu`
    const reply = await app.inject({ method: 'PUT', url, headers: bearer(key), payload })
    assert.equal(reply.statusCode, 200, reply.body)
  }
}

interface Attempt {
  readonly method: Method
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: string
}

/** Of each route: its names filled with those that both tenants have, and questions that name the other tenant. */
function requestsFor({ method, path }: Route, other: Tenant): Attempt[] {
  const queries = ['', `?tenant=${other.slug}`, `?tenant_id=${other.id}`, '?match[]={job=~".*"}']
  const bodies: Pick<Attempt, 'headers' | 'payload'>[] = [
    {},
    { payload: 'intruder 1\n' },
    { headers: { 'content-type': 'application/json' }, payload: `{"tenant":"${other.slug}"}` },
    {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `grant_type=client_credentials&tenant=${other.slug}`,
    },
  ]
  const hasBody = method === 'PUT' || method === 'POST' || method === 'PATCH'
  return fillPath(path, other).flatMap((url) =>
    queries.flatMap((query) =>
      (hasBody ? bodies : [{}]).map((body) => ({
        method: toMethod(method),
        url: url + query,
        ...body,
      })),
    ),
  )
}

function fillPath(path: string, other: Tenant): string[] {
  const rest = path.includes('@base64') ? 'YmFja3Vw/zone/eu' : 'backup/zone/eu'
  return ['default', 'blue', other.slug, other.id].map((name) =>
    path.replaceAll(/:\w+/g, name).replace('*', rest),
  )
}

const METHODS: readonly Method[] = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE']

function toMethod(text: string): Method {
  const known = METHODS.find((method) => method === text)
  if (known === undefined) throw new Error(`no attempt is made yet with ${text}`)
  return known
}
