import { asProblem } from '@postern/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuthFailures } from '../auth/auth-failures.ts'
import { principalOf } from '../auth/authenticate.ts'
import { noteForbidden } from '../auth/note-forbidden.ts'
import type { LimitNotices } from '../limits/limit-notices.ts'
import type { UsageLog } from './usage-log.ts'

export interface RefusalDeps {
  readonly usage: UsageLog
  readonly notices: LimitNotices
}

export interface RefusedPartDeps extends RefusalDeps {
  readonly failures: AuthFailures
}

/** Counts what is refused to the callers of this area, and tells their tenants which limits they reached. */
export function noteRefusals(area: FastifyInstance, deps: RefusalDeps): void {
  area.addHook('onError', async (request, _reply, error) => noteRefusal(request, error, deps))
  area.addHook('onClose', () => deps.notices.settled())
}

/** The same for a part of a request of which others were taken, so that no error is answered. */
export function noteRefusedPart(
  request: FastifyRequest,
  error: unknown,
  deps: RefusedPartDeps,
): void {
  noteRefusal(request, error, deps)
  noteForbidden(deps.failures, principalOf(request), request, error)
}

function noteRefusal(
  request: FastifyRequest,
  error: unknown,
  { usage, notices }: RefusalDeps,
): void {
  if (request.principal) usage.refused(request.principal.tenant.id, asProblem(error).code)
  notices.note(request, error)
}
