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
      if (hasTwoHosts(request)) reply.send(twoHosts())
      else if (request.is404) answerWithoutRoute(app, request, reply)
      else done()
    })

    // For handlers that find nothing and say `reply.callNotFound()`.
    app.setNotFoundHandler(() => {
      throw notFound()
    })
  },
  { name: 'problem-responses' },
)

/** RFC 9112 section 3.2: who reads the one and who reads the other would not speak of the same request. */
function hasTwoHosts({ raw: { rawHeaders } }: FastifyRequest): boolean {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}

function twoHosts(): Problem {
  return new Problem('request-invalid', 'the request carries more than one Host header')
}

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
