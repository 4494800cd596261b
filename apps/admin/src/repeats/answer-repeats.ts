/**
 * Requests that make something may be sent again when nobody heard the answer: with the same Idempotency-Key the second
 * one gets the answer of the first and does nothing (draft-ietf-httpapi-idempotency-key-header).
 */
import { createHash } from 'node:crypto'
import { NO_TENANT, Problem, type TenantId } from '@postern/domain'
import type { KeyHasher } from '@postern/server'
import {
  beginRequest,
  type Db,
  endRequest,
  findTenantBySlug,
  forgetRequest,
  type IdempotentRequest,
  type KnownRequest,
  takeOverRequest,
  wasCarriedOut,
  withTenant,
} from '@postern/store'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { KeptAnswers } from './kept-answers.ts'
import { showsSecret } from './shows-secret.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is noted of a request that may be sent again, from when it is let in until it is answered. */
    repeatable: IdempotentRequest | undefined
  }
  interface FastifyContextConfig {
    showsSecret?: boolean
  }
}

export interface RepeatDeps {
  readonly db: Db
  readonly hasher: KeyHasher
  readonly clock: () => number
}

/** How long a key is remembered. */
export const KEPT_MS = 24 * 60 * 60_000

// Longer than a request may take: one that has not ended by then never tells.
const UNDER_WAY_MS = 2 * 60_000

/** Register it behind what lets callers in. */
export const answerRepeats = fp<RepeatDeps>(
  async (app: FastifyInstance, deps: RepeatDeps) => {
    const answers = new KeptAnswers(deps.hasher)
    app.decorateRequest('repeatable', undefined)
    app.addHook('onRoute', (route: RouteOptions) => {
      route.config = { ...route.config, showsSecret: showsSecret(route.schema?.response) }
    })

    // Behind validation: what is refused before has done nothing, and may be sent again anyway.
    app.addHook('preHandler', async (request, reply) => {
      const key = keyOf(request)
      if (key === undefined || !request.caller) return undefined
      const wanted = describe(request, request.caller.id, key, deps.clock())
      const known = await beginRequest(deps.db, wanted, new Date(deps.clock() - KEPT_MS))
      if (!known) {
        request.repeatable = wanted
        return undefined
      }
      return repeat(deps, answers, request, reply, wanted, known)
    })

    app.addHook('onSend', async (request, reply, payload) => {
      const { repeatable } = request
      if (!repeatable) return
      try {
        await keep(deps, answers, request, reply, payload)
      } catch (error) {
        // What was asked for is done; a repetition is told by the audit.
        request.log.warn({ err: error }, 'an answer was not kept for repetitions')
      }
    })
  },
  { name: 'answer-repeats' },
)

// Enough for a UUID, or whatever else a client makes of its own.
const KEY = /^[\x21-\x7e]{1,255}$/

function keyOf({ method, headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (method !== 'POST' || key === undefined) return undefined
  if (typeof key === 'string' && KEY.test(key)) return key
  throw new Problem(
    'request-invalid',
    'headers /idempotency-key must be 1 to 255 letters, digits or signs, without spaces',
  )
}

function describe(
  { method, url, body, id }: FastifyRequest,
  callerId: string,
  key: string,
  nowMs: number,
): IdempotentRequest {
  return {
    callerId,
    keyHash: sha256(key),
    requestHash: sha256(JSON.stringify([method, url, body ?? null])),
    requestId: id,
    startedAt: new Date(nowMs),
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Answers as before, or lets the request go on when the first one came to nothing. */
async function repeat(
  deps: RepeatDeps,
  answers: KeptAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: IdempotentRequest,
  known: KnownRequest,
): Promise<FastifyReply | undefined> {
  if (!known.requestHash.equals(wanted.requestHash)) {
    throw new Problem('idempotency-key-reused', 'this Idempotency-Key came with another request')
  }
  if (known.status === undefined) {
    await takeOver(deps, request, wanted, known)
    return undefined
  }
  const kept = known.answer && answers.open(known.answer, wanted)
  if (!kept) throw alreadyDone({})
  const { location } = kept.headers
  if (kept.body === undefined) throw alreadyDone(location === undefined ? {} : { location })
  reply.code(known.status).headers({ ...kept.headers, 'idempotent-replayed': 'true' })
  return reply.serializer((text: string) => text).send(kept.body === '' ? null : kept.body)
}

/** The first one was never heard of again: the audit knows whether it was carried out. */
async function takeOver(
  { db, clock }: RepeatDeps,
  request: FastifyRequest,
  wanted: IdempotentRequest,
  known: KnownRequest,
): Promise<void> {
  const inProgress = new Problem('request-in-progress', 'the first request is still under way')
  if (clock() - known.startedAt.getTime() < UNDER_WAY_MS) throw inProgress
  const chain = await chainOf(db, request)
  const since = new Date(known.startedAt.getTime() - UNDER_WAY_MS)
  const isDone = await withTenant(db, chain, (own) =>
    wasCarriedOut(own, chain, known.requestId, since),
  )
  if (isDone) throw alreadyDone({})
  if (!(await takeOverRequest(db, wanted, known.requestId))) throw inProgress
  request.repeatable = wanted
}

/** Where the audit has what such a request does. */
async function chainOf(db: Db, { params }: FastifyRequest): Promise<TenantId> {
  const slug =
    typeof params === 'object' && params !== null && 'slug' in params ? params.slug : undefined
  const tenant = typeof slug === 'string' ? await findTenantBySlug(db, slug) : undefined
  return tenant?.id ?? NO_TENANT
}

function alreadyDone(members: Readonly<Record<string, unknown>>): Problem {
  return new Problem(
    'request-already-done',
    'this was done with the first request; what its answer held is not shown again',
    { members },
  )
}

async function keep(
  { db }: RepeatDeps,
  answers: KeptAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { repeatable } = request
  if (!repeatable) return
  const { statusCode } = reply
  // Nobody knows how far it got: the next one asks the audit.
  if (statusCode >= 500) return
  if (statusCode >= 300) {
    await forgetRequest(db, repeatable)
    return
  }
  const { showsSecret: isSecret } = request.routeOptions.config
  const body = typeof payload === 'string' && !isSecret ? payload : undefined
  const isEmpty = payload === undefined || payload === null
  const kept = { headers: headersOf(reply), body: isEmpty ? '' : body }
  await endRequest(db, repeatable, statusCode, answers.seal(kept, repeatable))
}

// What says how to read the answer, and where to find what was made.
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'cache-control'] as const

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name)
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
