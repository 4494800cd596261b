import { Problem, parsePushPath, type SystemRetention } from '@postern/domain'
import type { MetricFamily } from '@postern/exposition'
import { acceptsJson } from '@postern/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { pushNamespace, requireScope } from '../auth/principal.ts'
import { requireLabels } from '../auth/require-labels.ts'
import type { Lanes } from '../lane/lanes.ts'
import { chargeSamples } from '../limits/charge.ts'
import type { RateLimiter } from '../limits/rate-limiter.ts'
import { acceptPush, deleteGroup, type FailedPush, noteFailure, tryPush } from './accept-push.ts'
import { admissionOf } from './admit-push.ts'
import { decodeBody } from './decode-body.ts'
import { describePush } from './describe-push.ts'
import type { Push } from './prepare-change.ts'
import { pushSender } from './push-sender.ts'
import { pushTtl } from './push-ttl.ts'
import { readPush } from './read-push.ts'
import { runOfHeaders } from './run-report.ts'

export interface PushRouteDeps {
  readonly lanes: Lanes
  readonly rates: RateLimiter
  readonly retention: SystemRetention
}

interface GroupRequest {
  Params: { namespace?: string }
  Querystring: { dry_run?: string | string[]; ttl?: string | string[] }
  Body: Buffer | undefined
}

/** PUT, POST and DELETE of a group, by the Pushgateway's URLs; `/ns/{namespace}` in front names another namespace. */
export async function pushRoutes(app: FastifyInstance, deps: PushRouteDeps): Promise<void> {
  // The grammar of the path is not the router's: see parsePushPath.
  for (const prefix of ['', '/ns/:namespace']) {
    for (const job of ['/metrics/job/*', '/metrics/job@base64/*']) {
      const url = prefix + job
      app.put<GroupRequest>(url, describe('Replace a group'), (request, reply) =>
        push(request, reply, 'PUT', deps),
      )
      app.post<GroupRequest>(url, describe('Replace families of a group'), (request, reply) =>
        push(request, reply, 'POST', deps),
      )
      app.delete<GroupRequest>(url, describe('Delete a group', deleted), (request, reply) =>
        remove(request, reply, deps),
      )
    }
  }
}

const deleted = { 202: { type: 'null', description: 'it is gone, or was not there' } } as const

/** What OpenAPI says of it; the path and the body have grammars of their own. */
function describe(summary: string, response?: object) {
  return { schema: { summary, ...(response && { response }) }, config: { shed: 'push' } } as const
}

/** 200 and an empty body, as the Pushgateway; a description for those who ask for JSON or for a dry run. */
async function push(
  request: FastifyRequest<GroupRequest>,
  reply: FastifyReply,
  method: 'PUT' | 'POST',
  deps: PushRouteDeps,
): Promise<FastifyReply> {
  const dryRun = isDryRun(request.query.dry_run)
  const { place, body } = await readRequest(request, method, deps)
  const families = await parse(request, body, place, dryRun ? undefined : deps.lanes)
  const pushed = { ...place, families }
  await chargeSamples(deps.rates, principalOf(request), [pushed], reply)
  const accepted = await (dryRun ? tryPush : acceptPush)(deps.lanes, pushed)
  if (!dryRun && !acceptsJson(request.headers.accept, false)) return reply.send()
  return reply.type('application/json').send(JSON.stringify(describePush(accepted, dryRun)))
}

type PushPlace = Omit<Push, 'families'>

/** Anything but the two words is refused: who writes `dry_run=1` must not find the push stored. */
function isDryRun(value: string | string[] | undefined): boolean {
  if (value === undefined || value === 'false') return false
  if (value === 'true') return true
  throw new Problem('request-invalid', 'dry_run is true or false')
}

/** Where the push goes, and its body as the job wrote it. */
async function readRequest(
  request: FastifyRequest<GroupRequest>,
  method: 'PUT' | 'POST',
  { retention }: PushRouteDeps,
): Promise<{ readonly place: PushPlace; readonly body: Buffer }> {
  const principal = principalOf(request)
  const { namespace, limits } = admissionOf(request)
  const groupingKey = parsePushPath(request.raw.url ?? '', principal.tenant)
  requireLabels(principal, groupingKey)
  const ttlMs = pushTtl(request, retention)
  const run = runOfHeaders(request.headers)
  const encoding = request.headers['content-encoding']
  const body = await decodeBody(request.body ?? NO_BODY, encoding, limits.maxInflatedPushBytes)
  return {
    place: {
      principal,
      namespace,
      limits,
      groupingKey,
      method,
      bodyBytes: body.length,
      ttlMs,
      run,
      ...pushSender(request),
    },
    body,
  }
}

/** With `lanes`, a push of more series than there may be shows in its group as any other that cannot be held. */
async function parse(
  request: FastifyRequest<GroupRequest>,
  body: Buffer,
  place: FailedPush,
  lanes: Lanes | undefined,
): Promise<MetricFamily[]> {
  const { utf8Names } = place.principal.tenant
  try {
    return readPush(body, request.pushedType, { utf8Names, limits: place.limits })
  } catch (error) {
    if (lanes) await noteFailure(lanes, place, error)
    throw error
  }
}

const NO_BODY = Buffer.alloc(0)

/** 202, also for a group that is not there: the Go client takes anything else for a failure. */
async function remove(
  request: FastifyRequest<GroupRequest>,
  reply: FastifyReply,
  { lanes }: PushRouteDeps,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  requireScope(principal, 'delete')
  const namespace = pushNamespace(principal, request.params.namespace)
  const groupingKey = parsePushPath(request.raw.url ?? '', principal.tenant)
  requireLabels(principal, groupingKey)
  await deleteGroup(lanes, principal, { namespace, groupingKey })
  return reply.code(202).send()
}
