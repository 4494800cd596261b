import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { NO_TENANT, type TenantId } from '@postern/domain'
import type { Db } from '@postern/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { getTenant } from '../tenants/get-tenant.ts'
import { exportAudit, readAudit } from './read-audit.ts'

export interface AuditDeps {
  readonly db: Db
}

export async function auditRoutes(app: FastifyInstance, { db }: AuditDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listAuditEvents,
    handler: async (request, reply) => {
      const { id } = await getTenant(db, request.params.slug)
      if (wantsLines(request)) return sendLines(reply, db, id, request.query)
      return readAudit(db, id, request.query)
    },
  })

  routes.route({
    ...contract.listOperatorAuditEvents,
    handler: async (request, reply) => {
      if (wantsLines(request)) return sendLines(reply, db, NO_TENANT, request.query)
      return readAudit(db, NO_TENANT, request.query)
    },
  })
}

const NDJSON = 'application/x-ndjson'

function wantsLines(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').toLowerCase().includes(NDJSON)
}

function sendLines(
  reply: FastifyReply,
  db: Db,
  tenant: TenantId,
  query: contract.AuditQuery,
): FastifyReply {
  return reply.type(NDJSON).send(Readable.from(exportAudit(db, tenant, query)))
}
