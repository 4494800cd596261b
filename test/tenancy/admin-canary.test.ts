/**
 * People and scripts of one tenant make the same random calls of the admin API in two worlds: in one there is another
 * tenant, in the other there never was. No answer differs but by what is drawn by lot for each.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createLogger } from '@postern/server'
import { connect, listAuditEvents, withTenant } from '@postern/store'
import { openTestDatabase, type TestDatabase, testHasher } from '@postern/testkit'
import * as fc from 'fast-check'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import { type AdminRoute, adminRoute, isPersonal, pathOf } from '../access/admin-routes.ts'
import { openAdmin } from '../access/admin-world.ts'
import { copyRows } from '../support/copy-rows.ts'
import { openDigest } from '../support/digest.ts'
import { listRoutes } from '../support/list-routes.ts'

const full = await openAdmin(test)
const { globex } = full.database
const alone = await openTestDatabase(test)
await copyRows(test, full.database, alone)
await forget(alone, globex.id)

// It passes in both worlds alike, and with each call: what is made is listed in the order of its making.
const clock = { nowMs: Date.now() }
const apps = await Promise.all([full.database, alone].map(openApp))

// What was refused gets into it behind the answer, so it is looked at when all is over.
const AUDIT = '/api/v1/tenants/:slug/audit'

const routes = listRoutes(full.app).flatMap(({ method, path }) => {
  const route = adminRoute(`${method} ${path}`)
  const isCompared = route && route.access !== 'public' && !isPersonal(route) && path !== AUDIT
  return isCompared ? [route] : []
})

async function openApp({ admin }: TestDatabase): Promise<FastifyInstance> {
  const app = await createAdmin({
    db: admin,
    hasher: testHasher,
    clock: () => clock.nowMs,
    databaseClock: () => clock.nowMs * 1_000,
    logger: createLogger('silent'),
  })
  test.after(() => app.close())
  await app.ready()
  return app
}

/** Removes every row that names the tenant, those that refer to others first. */
async function forget({ urls }: TestDatabase, tenantId: string): Promise<void> {
  const db = connect({
    url: urls.superuser,
    applicationName: 'forget',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' order by oid desc
  `.execute(db)
  for (const { name } of rows) {
    await sql`delete from ${sql.table(name)} as t where t::text like ${`%${tenantId}%`}`.execute(db)
  }
  await db.destroy()
}

interface Knock {
  readonly route: AdminRoute
  readonly member: number
  readonly slug: 'acme' | 'globex' | 'never'
  readonly things: 'ours' | 'theirs' | 'none'
  /** For calls that search. */
  readonly search: string
}

const knock: fc.Arbitrary<Knock> = fc.record({
  route: fc.constantFrom(...routes),
  member: fc.nat(full.members.length - 1),
  slug: fc.constantFrom('acme', 'acme', 'acme', 'acme', 'globex', 'never'),
  things: fc.constantFrom('ours', 'ours', 'theirs', 'none'),
  search: fc.constantFrom('ACME', 'globex', 'o', 'nobody'),
})

function send(app: FastifyInstance, { route, member, slug, things, search }: Knock) {
  const [method = ''] = route.route.split(' ')
  return app.inject({
    method,
    url: pathOf(route, slug, full[things]) + queryOf(route.route, search),
    headers: { ...full.members[member]?.headers },
    ...(route.body && { payload: route.body }),
  })
}

function queryOf(route: string, search: string): string {
  if (route === 'GET /api/v1/tenants') return `?search=${search}`
  return route.endsWith('/export') ? '?audit=false' : ''
}

const LOTS = [
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  /pst_\w+/g,
  // Hashes of events, which hold ids; secrets of links.
  /\b[0-9a-f]{64}\b/g,
  /#[\w-]{40,}/g,
]

/** All of an answer but what is drawn by lot for each. */
function seen({ statusCode, headers, body }: LightMyRequestResponse) {
  const { date: _date, 'set-cookie': _cookie, etag: _etag, ...rest } = headers
  const text = `${JSON.stringify(rest)}\n${body}`
  return {
    statusCode,
    size: body.length,
    text: LOTS.reduce((all, lot) => all.replaceAll(lot, ''), text),
  }
}

test('nobody of a tenant can tell from the admin API whether there is another', {
  timeout: 180_000,
}, async (t) => {
  assert.ok(routes.length > 40 && full.members.length >= 6)
  const digest = openDigest(t, full.database)
  const before = await digest({ tenantId: globex.id })
  const statuses = new Map<number, number>()

  await fc.assert(
    fc.asyncProperty(fc.array(knock, { minLength: 20, maxLength: 40 }), async (knocks) => {
      for (const one of knocks) {
        clock.nowMs++
        const [shared, own] = await Promise.all(apps.map((app) => send(app, one)))
        assert.ok(shared && own)
        assert.deepEqual(seen(shared), seen(own), one.route.route)
        statuses.set(own.statusCode, (statuses.get(own.statusCode) ?? 0) + 1)
      }
    }),
    { numRuns: Number(process.env['POSTERN_CANARY_RUNS'] ?? 20) },
  )

  t.diagnostic(JSON.stringify(Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b))))
  assert.ok((statuses.get(200) ?? 0) > 20)
  assert.equal(statuses.get(500), undefined)
  assert.deepEqual(await digest({ tenantId: globex.id }), before)
  const [shared, own] = await Promise.all([full.database, alone].map(auditOf))
  assert.deepEqual(shared, own)
})

/** How often what was done or refused in acme, when nothing more is about to be written. */
async function auditOf(database: TestDatabase, index: number): Promise<Record<string, number>> {
  await apps[index]?.close()
  const { acme } = full.database
  const page = { order: 'oldest', limit: 10_000, after: undefined } as const
  const events = await withTenant(database.admin, acme.id, (own) =>
    listAuditEvents(own, acme.id, {}, page),
  )
  assert.ok(events.length > 10)
  const counts = new Map<string, number>()
  for (const { action, outcome } of events) {
    const name = `${action} ${outcome}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
