import { type Problem, type ProblemCode, problemKinds } from '@postern/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptsJson } from './accepts-json.ts'
import { challenges } from './challenges.ts'

export type ProblemForm = 'text' | 'json'

export interface ProblemOptions {
  /** The form for those who do not say which they want: text as the Pushgateway has it, unless told otherwise. */
  readonly default?: ProblemForm
  /** Whether a 401 offers Basic too. Where people use a browser it would open its password window. */
  readonly basic?: boolean
}

/** When a failure that passes by itself may be tried again. */
const retryAfterSeconds: Partial<Record<ProblemCode, number>> = {
  'storage-unavailable': 5,
  'not-ready': 5,
  'issuer-unavailable': 10,
  'provider-unavailable': 10,
  overloaded: 1,
  'request-timeout': 1,
  'partly-done': 1,
}

/** Answers with a problem: RFC 9457 for those who want JSON, else its detail as a line of text. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  options: ProblemOptions,
): FastifyReply {
  const json = acceptsJson(request.headers.accept, options.default === 'json')
  setHeaders(reply, problem, options.basic ?? true)
  return reply
    .code(problem.status)
    .header('x-request-id', request.id)
    .type(json ? 'application/problem+json' : 'text/plain; charset=utf-8')
    .send(json ? JSON.stringify(toProblemBody(problem, request.id)) : `${problem.message}\n`)
}

function setHeaders(reply: FastifyReply, problem: Problem, basic: boolean): void {
  // Set by a handler for the answer that it then did not give.
  reply.removeHeader('content-encoding')
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
  const [first, ...others] = challenges(problem, basic)
  // A header line for each: a client that splits at commas would split a challenge too.
  if (first) reply.header('www-authenticate', others.length > 0 ? [first, ...others] : first)
  const wait = retryAfterSeconds[problem.code]
  if (wait !== undefined) reply.header('retry-after', String(wait))
  reply.headers({ ...problem.headers })
}

/** RFC 9457 section 3. A problem's own members cannot pose as the standard ones. */
function toProblemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const { status, title } = problemKinds[problem.code]
  return {
    ...problem.members,
    type: `urn:postern:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance: requestId,
    code: problem.code,
  }
}
