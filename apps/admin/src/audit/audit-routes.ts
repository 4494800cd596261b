import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { NO_TENANT } from '@postern/domain'
import type { Db } from '@postern/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { linesTakeTime, NDJSON, sendLines } from '../send-lines.ts'
import { getTenant } from '../tenants/get-tenant.ts'
import { exportAudit, readAudit } from './read-audit.ts'

export interface AuditDeps {
  readonly db: Db
}

export async function auditRoutes(app: FastifyInstance, { db }: AuditDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listAuditEvents,
    ...linesTakeTime,
    handler: async (request, reply) => {
      const { id } = await getTenant(db, request.params.slug)
      if (wantsLines(request)) return sendLines(reply, exportAudit(db, id, request.query))
      return readAudit(db, id, request.query)
    },
  })

  routes.route({
    ...contract.listOperatorAuditEvents,
    ...linesTakeTime,
    handler: async (request, reply) => {
      if (wantsLines(request)) return sendLines(reply, exportAudit(db, NO_TENANT, request.query))
      return readAudit(db, NO_TENANT, request.query)
    },
  })
}

function wantsLines(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').toLowerCase().includes(NDJSON)
}
