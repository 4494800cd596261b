/** What a push has to pass before its body is read: so that what is refused costs next to nothing. */
import { type Limits, Problem } from '@postern/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, pushNamespace, requireScope } from '../auth/principal.ts'
import { atEnd } from '../limits/at-end.ts'
import { chargePushes } from '../limits/charge.ts'
import { Concurrency } from '../limits/concurrency.ts'
import type { FairBudget } from '../limits/fair-budget.ts'
import { limitsIn } from '../limits/grant-limits.ts'
import { holdPlace } from '../limits/hold-place.ts'
import { namedNamespace } from '../limits/named-namespace.ts'
import type { RateLimiter } from '../limits/rate-limiter.ts'
import { bodyTooLarge } from './body-too-large.ts'
import type { BodyRules } from './read-body.ts'

export interface AdmitDeps {
  readonly rates: RateLimiter
  /** What the bodies of all tenants share that are being read or were just read. */
  readonly bodies: FairBudget
}

/** What holds for a push: the limits where it goes, and what it does with its body while it is read. */
export interface Admission {
  readonly namespace: string
  readonly limits: Limits
  readonly body: BodyRules
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a push that was let in. */
    admission: Admission | undefined
  }
}

/** Lets in pushes of this area that may come now; other methods pass. */
export function admitPushes(app: FastifyInstance, { rates, bodies }: AdmitDeps): void {
  const running = new Concurrency('maxConcurrentPushes', 'pushes')
  app.decorateRequest('admission', undefined)
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'PUT' && request.method !== 'POST') return
    const principal = principalOf(request)
    requireScope(principal, 'push')
    const namespace = pushNamespace(principal, namedNamespace(request))
    const limits = limitsIn(principal.limits, namespace)
    const bytes = announcedBytes(request, limits)
    await chargePushes(rates, principal, [namespace], reply)
    await holdPlace(reply, running, principal.tenant.id, limits.maxConcurrentPushes)
    const hold = bodyHolder(bodies, principal, reply)
    if (bytes !== undefined) hold(bytes)
    const body = { maxBytes: limits.maxPushBytes, hold: bytes === undefined ? hold : heldAlready }
    request.admission = { namespace, limits, body }
  })
}

export function admissionOf({ admission }: FastifyRequest): Admission {
  if (!admission) throw new Error('the route is not behind admitPushes')
  return admission
}

/** For routes whose bodies somebody else reads: takes what the request announces, or as much as it may have. */
export function holdWhole(
  bodies: FairBudget,
  request: FastifyRequest,
  reply: FastifyReply,
  maxBytes: number,
): void {
  const announced = request.headers['content-length']
  const bytes = announced === undefined ? maxBytes : Math.min(Number(announced), maxBytes)
  bodyHolder(bodies, principalOf(request), reply)(bytes)
}

/** `undefined` for a body that comes in chunks, and for none. Throws `body-too-large`. */
function announcedBytes({ headers }: FastifyRequest, limits: Limits): number | undefined {
  const announced = headers['content-length']
  if (announced === undefined) return undefined
  const bytes = Number(announced)
  if (bytes > limits.maxPushBytes) throw bodyTooLarge('maxPushBytes', limits.maxPushBytes, bytes)
  return bytes
}

const heldAlready = () => undefined

/** Takes what it is told of from the bytes that bodies may have, until the request is over. */
function bodyHolder(
  bodies: FairBudget,
  { tenant }: Principal,
  reply: FastifyReply,
): (bytes: number) => void {
  let held = 0
  atEnd(reply, () => bodies.give(tenant.id, held))
  return (bytes) => {
    if (!bodies.take(tenant.id, bytes)) throw tooManyBodies()
    held += bytes
  }
}

function tooManyBodies(): Problem {
  return new Problem('overloaded', 'too many bodies are being read; try again in a second', {
    headers: { 'retry-after': '1' },
  })
}
