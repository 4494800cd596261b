import { Problem } from '@postern/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { allowedMethods } from './allowed-methods.ts'
import { asProblem } from './as-problem.ts'
import { ProblemLog } from './problem-log.ts'
import { type ProblemOptions, sendProblem } from './send-problem.ts'

export type { ProblemForm, ProblemOptions } from './send-problem.ts'

/**
 * The one road out for whatever fails: problems as they are, the framework's refusals in our words, anything else as
 * `unexpected` with its cause in the log alone. An address without a route is answered here, 405 and OPTIONS included.
 * Register it after what sets headers on every answer.
 */
export const problemResponses = fp<ProblemOptions>(
  async (app: FastifyInstance, options: ProblemOptions) => {
    const log = new ProblemLog()
    app.setErrorHandler((error, request, reply) => {
      const problem = asProblem(error)
      log.write(request, problem)
      return sendProblem(request, reply, problem, options)
    })

    // On onRequest and not in the handler, which runs only after the body was read.
    app.addHook('onRequest', (request, reply, done) => {
      if (request.is404) answerWithoutRoute(app, request, reply)
      else done()
    })

    // For handlers that find nothing and say `reply.callNotFound()`.
    app.setNotFoundHandler(() => {
      throw notFound()
    })
  },
  { name: 'problem-responses' },
)

function answerWithoutRoute(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const methods = allowedMethods(app, request.url)
  if (methods.length === 0) return reply.send(notFound())
  const allow = methods.join(', ')
  if (request.method === 'OPTIONS') return reply.header('allow', allow).send()
  return reply.send(new Problem('method-not-allowed', 'Method Not Allowed', { headers: { allow } }))
}

function notFound(): Problem {
  return new Problem('route-not-found', '404 page not found')
}
