/** Every route of both apps under load: what is refused when, and what never. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import { createLogger, OwnMetrics } from '@postern/server'
import { openTestDatabase, testHasher } from '@postern/testkit'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { listRoutes } from '../support/list-routes.ts'
import { type DataPlaneRoute, dataPlaneRoutes, requestOf } from './data-plane-routes.ts'

type ShedClass = 'list' | 'push' | 'scrape' | 'never'

const BOUNDS = { loopDelayMs: 250, connectionWaitMs: 1_000 }

/** What is let in still, by how many times as much it is as the bounds allow. */
const levels: readonly (readonly [times: number, letIn: readonly ShedClass[]])[] = [
  [1, ['list', 'push', 'scrape', 'never']],
  [1.1, ['push', 'scrape', 'never']],
  [2, ['push', 'scrape', 'never']],
  [2.1, ['scrape', 'never']],
  [4, ['scrape', 'never']],
  [4.1, ['never']],
  [1_000, ['never']],
]

const database = await openTestDatabase(test)
const metrics = new OwnMetrics()
const load = { loopDelayMs: 0, connectionWaitMs: 0 }
const shared = {
  hasher: testHasher,
  logger: createLogger('silent'),
  clock: Date.now,
  metrics,
  load: {
    bounds: BOUNDS,
    loopDelayMs: () => load.loopDelayMs,
    connectionWaitMs: () => load.connectionWaitMs,
  },
}
const api = await createApi({ ...shared, db: database.api })
const admin = await createAdmin({ ...shared, db: database.admin })
test.after(() => Promise.all([api.close(), admin.close()]))

const byScope: Readonly<Record<Exclude<DataPlaneRoute['scope'], 'open'>, ShedClass>> = {
  push: 'push',
  delete: 'push',
  manage: 'push',
  wipe: 'push',
  scrape: 'scrape',
  client: 'scrape',
  read: 'list',
  discover: 'list',
  any: 'list',
}

const PROBE = /^GET \/-\/(?:healthy|ready)$/
const TOKEN_FACTS = /^GET \/\.well-known\/(?:jwks\.json|oauth-authorization-server)$/

function classOf({ route, scope }: DataPlaneRoute): ShedClass {
  if (scope !== 'open') return byScope[scope]
  if (PROBE.test(route)) return 'never'
  return TOKEN_FACTS.test(route) ? 'scrape' : 'list'
}

// The tables have methods as any text, and inject a list of those that there are: hence the casts.
interface Tried {
  readonly app: FastifyInstance
  readonly name: string
  readonly request: InjectOptions
  readonly shed: ShedClass
}

const ofApi = dataPlaneRoutes.map(
  (route): Tried => ({
    app: api,
    name: `api: ${route.route}`,
    request: requestOf(route) as InjectOptions,
    shed: classOf(route),
  }),
)

const ofAdmin = listRoutes(admin)
  .filter(({ method }) => method !== 'HEAD')
  .map(({ method, path }): Tried => {
    const shed = PROBE.test(`${method} ${path}`) ? 'never' : method === 'GET' ? 'list' : 'never'
    const request = { method, url: path.replaceAll(/:\w+/g, 'some') } as InjectOptions
    return { app: admin, name: `admin: ${method} ${path}`, request, shed }
  })

for (const sign of ['loopDelayMs', 'connectionWaitMs'] as const) {
  for (const { app, name, request, shed } of [...ofApi, ...ofAdmin]) {
    test(`${name} is refused under load as what it is: ${shed}, by ${sign}`, async (t) => {
      t.after(() => Object.assign(load, { loopDelayMs: 0, connectionWaitMs: 0 }))
      for (const [times, letIn] of levels) {
        load[sign] = BOUNDS[sign] * times
        const headers = { ...request.headers, accept: 'application/json' }
        const reply = await app.inject({ ...request, headers })
        const isShed = /load-shed|temporarily_unavailable/.test(reply.body)
        assert.equal(isShed, !letIn.includes(shed), `${times} times: ${reply.statusCode}`)
        if (!isShed) continue
        assert.equal(reply.statusCode, 503)
        assert.equal(reply.headers['retry-after'], '2')
      }
    })
  }
}

test('what was refused is counted by what it was', async () => {
  const text = await metrics.registry.metrics()
  const counted = (app: string, shed: string) =>
    Number(
      new RegExp(
        `^postern_shed_requests_total\\{app="${app}",class="${shed}"\\} (\\d+)$`,
        'm',
      ).exec(text)?.[1] ?? 0,
    )
  const shedLevels = (shed: ShedClass) => levels.filter(([, letIn]) => !letIn.includes(shed)).length
  for (const [app, tried] of [
    ['api', ofApi],
    ['admin', ofAdmin],
  ] as const) {
    for (const shed of ['list', 'push', 'scrape', 'never'] as const) {
      const routes = tried.filter((one) => one.shed === shed).length
      assert.equal(counted(app, shed), 2 * routes * shedLevels(shed), `${app} ${shed}`)
    }
  }
})

test('who is refused is told by what, and what was asked changes nothing', async () => {
  load.connectionWaitMs = 2_340
  const headers = { accept: 'application/json' }
  const reply = await api.inject({
    method: 'PUT',
    url: '/metrics/job/a',
    headers,
    payload: 'm 1\n',
  })
  load.connectionWaitMs = 0
  assert.equal(reply.json().code, 'load-shed')
  assert.match(reply.json().detail, /requests wait 2\.3 s for a connection to the database/)
})
