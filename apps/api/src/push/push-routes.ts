import { parsePushPath } from '@postern/domain'
import { acceptsJson } from '@postern/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, pushNamespace, requireScope } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import { acceptPush, deleteGroup, tryPush } from './accept-push.ts'
import { decodeBody } from './decode-body.ts'
import { describePush } from './describe-push.ts'
import type { Push } from './prepare-change.ts'
import { readPush } from './read-push.ts'

export interface PushRouteDeps {
  readonly lanes: Lanes
  readonly clock: () => number
  readonly maxInflatedBytes: number
}

interface GroupRequest {
  Params: { namespace?: string }
  Querystring: { dry_run?: string | string[] }
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
      app.delete<GroupRequest>(url, describe('Delete a group'), (request, reply) =>
        remove(request, reply, deps),
      )
    }
  }
}

/** What OpenAPI says of it; the path and the body have grammars of their own. */
function describe(summary: string) {
  return { schema: { summary } }
}

/** 200 and an empty body, as the Pushgateway; a description for those who ask for JSON or for a dry run. */
async function push(
  request: FastifyRequest<GroupRequest>,
  reply: FastifyReply,
  method: 'PUT' | 'POST',
  deps: PushRouteDeps,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  requireScope(principal, 'push')
  const pushed = await readRequest(request, principal, method, deps)
  const dryRun = request.query.dry_run === 'true'
  const change = await (dryRun ? tryPush : acceptPush)(deps.lanes, pushed)
  if (!dryRun && !acceptsJson(request.headers.accept, false)) return reply.send()
  return reply.type('application/json').send(JSON.stringify(describePush(change, dryRun)))
}

async function readRequest(
  request: FastifyRequest<GroupRequest>,
  principal: Principal,
  method: 'PUT' | 'POST',
  { clock, maxInflatedBytes }: PushRouteDeps,
): Promise<Push> {
  const place = groupOf(request, principal)
  const encoding = request.headers['content-encoding']
  const body = await decodeBody(request.body ?? NO_BODY, encoding, maxInflatedBytes)
  const { utf8Names } = principal.tenant
  const families = readPush(body, request.pushedType, { utf8Names })
  return { ...place, principal, method, families, atMs: clock() }
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
  const { namespace, groupingKey } = groupOf(request, principal)
  await deleteGroup(lanes, principal.tenant, namespace, groupingKey)
  return reply.code(202).send()
}

/** The group that the path names, in a namespace of the caller's. */
function groupOf(request: FastifyRequest<GroupRequest>, principal: Principal) {
  const namespace = pushNamespace(principal, request.params.namespace)
  const groupingKey = parsePushPath(request.raw.url ?? '', principal.tenant)
  return { namespace, groupingKey }
}
