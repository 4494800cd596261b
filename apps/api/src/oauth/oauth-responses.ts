import type { Problem } from '@postern/domain'
import { asProblem } from '@postern/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from './oauth-error.ts'

const RETRY_AFTER_SECONDS = 5

/** Answers every failure below it as RFC 6749 section 5.2 says, what is ours to repair included. */
export function answerInOAuthWords(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    reply.header('cache-control', 'no-store').header('x-request-id', request.id)
    return error instanceof OAuthError
      ? sendRefusal(request, reply, error)
      : sendProblem(request, reply, asProblem(error))
  })
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, message, status }: OAuthError,
): FastifyReply {
  request.log.debug({ code, detail: message }, 'token refused')
  // Asked for whenever the client is not known: it is how such a client may say who it is.
  if (status === 401) reply.header('www-authenticate', 'Basic realm="postern", charset="UTF-8"')
  return reply.code(status).send({ error: code, error_description: describable(message) })
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { code, message } = problem
  // What comes in floods while the database is away is told by the routes that everybody uses.
  if (code === 'unexpected') request.log.error({ req: request, err: problem }, 'token failed')
  else request.log.debug({ code, detail: message }, 'token refused')
  if (problem.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS))
  return reply
    .code(problem.status)
    .headers({ ...problem.headers })
    .send({ error: errorOf(problem), error_description: describable(problem.message) })
}

/** The last two are of section 4.1.2.1, for want of words of their own in 5.2. */
function errorOf({ status }: Problem): string {
  if (status < 500) return 'invalid_request'
  return status === 503 ? 'temporarily_unavailable' : 'server_error'
}

/** Section 5.2 allows printable ASCII without the quote and the backslash. */
function describable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?')
}
