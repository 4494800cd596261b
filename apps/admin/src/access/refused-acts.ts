import { NIL_UUID, NO_TENANT, Problem, type ProblemCode } from '@postern/domain'
import { authorizationHeaders, MinuteSample, readAuthorization } from '@postern/server'
import { appendAudit, type Db, withTenant } from '@postern/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actContext, strangerContext } from '../act-context.ts'

// Enough to see that somebody tries, and what; the chain is the same for all of them.
const MAX_RECORDS_PER_CHAIN = 10

/** What a caller may not, or may not any more. What is merely not so, such as a name that is taken, is no refusal. */
const refusals: ReadonlySet<ProblemCode> = new Set([
  'credential-invalid',
  'credential-in-url',
  'cross-site-request',
  'role-insufficient',
])

export interface RefusedActDeps {
  readonly db: Db
  readonly clock: () => number
}

/**
 * Records by sample who tried to change something and was refused: in the audit of the tenant whose person or script it
 * is, otherwise in that of the operators. No answer waits for it.
 */
export function recordRefusedActs(area: FastifyInstance, { db, clock }: RefusedActDeps): void {
  const sample = new MinuteSample(clock, MAX_RECORDS_PER_CHAIN)
  const writing = new Set<Promise<void>>()
  area.addHook('onError', async (request, _reply, error) => {
    if (!isRefusal(request, error)) return
    const chain = request.caller?.tenant?.id ?? NO_TENANT
    if (!sample.takes(chain)) return
    const write = withTenant(db, chain, (own) =>
      appendAudit(own, chain, contextOf(request, clock()), {
        action: 'act.refuse',
        target: targetOf(request),
        after: { method: request.method, route: request.routeOptions.url },
        outcome: 'refused',
        reason: error.code,
      }),
    )
      .catch((failure: unknown) => {
        request.log.warn({ err: failure }, 'a refusal was not recorded')
      })
      .finally(() => writing.delete(write))
    writing.add(write)
  })
  area.addHook('onClose', async () => {
    await Promise.all(writing)
  })
}

/** Who only looks is told no and that is all: pages try what they may show. */
function isRefusal({ method }: FastifyRequest, error: unknown): error is Problem {
  return method !== 'GET' && error instanceof Problem && refusals.has(error.code)
}

function contextOf(request: FastifyRequest, nowMs: number) {
  return request.caller ? actContext(request, nowMs) : strangerContext(request, nowMs)
}

/** Whose rights did not suffice; of a stranger, the key that they claim to have. */
function targetOf(request: FastifyRequest) {
  const { caller } = request
  if (caller?.kind === 'account') return { kind: 'account', id: caller.id } as const
  if (caller) return { kind: 'operator-key', id: caller.id } as const
  const read = readAuthorization(authorizationHeaders(request)[0])
  return { kind: 'operator-key', id: 'key' in read ? read.key.keyId : NIL_UUID } as const
}
