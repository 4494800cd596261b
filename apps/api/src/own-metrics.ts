/** What the data plane tells of itself to those who operate it: of no tenant, and never in a tenant's scrape. */
import type { OwnMetrics } from '@postern/server'
import { type Db, poolState } from '@postern/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuthFailures } from './auth/auth-failures.ts'
import type { Lanes } from './lane/lanes.ts'
import type { LaneDeps } from './lane/tenant-lane.ts'
import type { FairBudget } from './limits/fair-budget.ts'

/** Times what lanes commit. */
export function measureBatches(metrics: OwnMetrics): NonNullable<LaneDeps['onBatch']> {
  const seconds = metrics.histogram('postern_lane_commit_duration_seconds', {
    help: 'How long a transaction took that stores the changes of one tenant which came together.',
    labelNames: ['outcome'],
  })
  const changes = metrics.histogram('postern_lane_commit_changes', {
    help: 'How many changes of one tenant one transaction took.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
  })
  return (count, took, isCommitted) => {
    seconds.observe({ outcome: isCommitted ? 'committed' : 'failed' }, took)
    changes.observe(count)
  }
}

interface MeasuredParts {
  readonly db: Db
  readonly lanes: Lanes
  readonly bodies: FairBudget
  readonly failures: AuthFailures
}

/** How full everything is that has an end. */
export function showParts(
  metrics: OwnMetrics,
  { bodies, db, failures, lanes }: MeasuredParts,
): void {
  const gauge = (name: string, help: string, read: () => number) =>
    metrics.gauge(name, { app: 'api', help, read })
  gauge('postern_lanes', 'Tenants whose view this replica holds.', () => lanes.amounts.lanes)
  gauge(
    'postern_view_bytes',
    'Memory that the views of all tenants take, as far as it was counted.',
    () => lanes.amounts.viewBytes,
  )
  gauge(
    'postern_lane_queued_bytes',
    'Changes that wait for the database.',
    () => lanes.amounts.queuedBytes,
  )
  gauge('postern_body_bytes', 'Bodies of pushes that are being read.', () => bodies.used)
  metrics.watchPool('api', () => poolState(db))
  metrics.collected('postern_authentication_failures_total', {
    help: 'Requests that were not let in, or not to what they asked for, by the reason.',
    label: 'reason',
    read: () => failures.counts,
  })
}

/** The names by which the Pushgateway tells of itself, so that its dashboards go on working. */
export function showAsPushgateway(
  app: FastifyInstance,
  metrics: OwnMetrics,
  version: string,
): void {
  const build = metrics.counter('pushgateway_build_info', 'As of the Pushgateway; always 1.', [
    'version',
  ])
  build.inc({ version })
  const requests = metrics.counter(
    'pushgateway_http_requests_total',
    'As of the Pushgateway: requests by handler, method and status.',
    ['handler', 'method', 'code'],
  )
  const seconds = metrics.summary(
    'pushgateway_http_push_duration_seconds',
    'As of the Pushgateway: how long pushes took.',
    ['method'],
  )
  const bytes = metrics.summary(
    'pushgateway_http_push_size_bytes',
    'As of the Pushgateway: how large the bodies of pushes were.',
    ['method'],
  )
  app.addHook('onResponse', (request, reply, done) => {
    const handler = handlerOf(request)
    const method = request.method.toLowerCase()
    if (handler !== undefined) requests.inc({ handler, method, code: reply.statusCode })
    if (handler === 'push') {
      seconds.observe({ method }, reply.elapsedTime / 1_000)
      bytes.observe({ method }, Number(request.headers['content-length'] ?? 0))
    }
    done()
  })
}

/** What the Pushgateway calls the handler; `undefined` for what it does not have. */
function handlerOf({ method, routeOptions }: FastifyRequest): string | undefined {
  const { url = '' } = routeOptions
  if (url === '/-/healthy' || url === '/-/ready') return url.slice('/-/'.length)
  if (!/^(?:\/ns\/:namespace)?\/metrics\/job/.test(url)) return undefined
  if (method === 'PUT' || method === 'POST') return 'push'
  return method === 'DELETE' ? 'delete' : undefined
}
