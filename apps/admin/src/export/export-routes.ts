import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { appendAudit, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { linesTakeTime, sendLines } from '../send-lines.ts'
import { getTenant } from '../tenants/get-tenant.ts'
import { type ExportDeps, exportTenant } from './export-tenant.ts'

export interface ExportRouteDeps extends ExportDeps {
  readonly clock: () => number
}

/** All that is held of a tenant, to take away. That it was taken is in its audit, before the first line goes out. */
export async function exportRoutes(app: FastifyInstance, deps: ExportRouteDeps): Promise<void> {
  const { db, clock } = deps
  app.withTypeProvider<TypeBoxTypeProvider>().route({
    ...contract.exportTenant,
    ...linesTakeTime,
    handler: async (request, reply) => {
      const { metrics = true, audit = true, reason } = request.query
      const tenant = await getTenant(db, request.params.slug)
      await withTenant(db, tenant.id, (own) =>
        appendAudit(own, tenant.id, actContext(request, clock()), {
          action: 'tenant.export',
          target: { kind: 'tenant', id: tenant.slug },
          after: { metrics, audit, reason: reason ?? null },
        }),
      )
      reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${tenant.slug}.ndjson"`)
      return sendLines(reply, exportTenant(deps, tenant, { metrics, audit }))
    },
  })
}
