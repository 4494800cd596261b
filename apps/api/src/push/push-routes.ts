import { parsePushPath } from '@postern/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, pushNamespace, requireScope } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import { acceptPush, deleteGroup } from './accept-push.ts'
import { decodeBody } from './decode-body.ts'
import { readPush } from './read-push.ts'

export interface PushRouteDeps {
  readonly lanes: Lanes
  readonly clock: () => number
  readonly maxInflatedBytes: number
}

interface GroupRequest {
  Params: { namespace?: string }
  Body: Buffer | undefined
}

/** PUT, POST and DELETE of a group, by the Pushgateway's URLs; `/ns/{namespace}` in front names another namespace. */
export async function pushRoutes(app: FastifyInstance, deps: PushRouteDeps): Promise<void> {
  // The grammar of the path is not the router's: see parsePushPath.
  for (const prefix of ['', '/ns/:namespace']) {
    for (const job of ['/metrics/job/*', '/metrics/job@base64/*']) {
      const url = prefix + job
      app.put<GroupRequest>(url, (request, reply) =>
        push(request, 'PUT', deps).then(() => reply.send()),
      )
      app.post<GroupRequest>(url, (request, reply) =>
        push(request, 'POST', deps).then(() => reply.send()),
      )
      app.delete<GroupRequest>(url, (request, reply) =>
        remove(request, deps).then(() => reply.code(202).send()),
      )
    }
  }
}

async function push(
  request: FastifyRequest<GroupRequest>,
  method: 'PUT' | 'POST',
  { lanes, clock, maxInflatedBytes }: PushRouteDeps,
): Promise<void> {
  const principal = principalOf(request)
  requireScope(principal, 'push')
  const place = groupOf(request, principal)
  const encoding = request.headers['content-encoding']
  const body = await decodeBody(request.body ?? NO_BODY, encoding, maxInflatedBytes)
  const families = readPush(body)
  await acceptPush(lanes, { ...place, principal, method, families, atMs: clock() })
}

const NO_BODY = Buffer.alloc(0)

async function remove(
  request: FastifyRequest<GroupRequest>,
  { lanes }: PushRouteDeps,
): Promise<void> {
  const principal = principalOf(request)
  requireScope(principal, 'delete')
  const { namespace, groupingKey } = groupOf(request, principal)
  await deleteGroup(lanes, principal.tenant, namespace, groupingKey)
}

/** The group that the path names, in a namespace of the caller's. */
function groupOf(request: FastifyRequest<GroupRequest>, principal: Principal) {
  const namespace = pushNamespace(principal, request.params.namespace)
  const groupingKey = parsePushPath(request.raw.url ?? '', { utf8Names: false })
  return { namespace, groupingKey }
}
