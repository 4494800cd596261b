import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { asProblem } from './as-problem.ts'
import type { AppName, OwnMetrics } from './own-metrics.ts'

/** Counts and times every request of the app, that of no route too. Register it before what answers without a route. */
export function measureRequests(app: FastifyInstance, name: AppName, metrics: OwnMetrics): void {
  const { problems, requests, requestSeconds } = metrics
  app.addHook('onResponse', (request, reply, done) => {
    const { method, route } = labelsOf(request)
    requests.inc({ app: name, method, route, code: reply.statusCode })
    requestSeconds.observe({ app: name, method, route }, secondsOf(reply))
    done()
  })
  app.addHook('onError', (_request, _reply, error, done) => {
    problems.inc({ app: name, problem: problemOf(error) })
    done()
  })
}

const METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'])

/** The pattern and not the path; a method that was made up is as good as any other. */
function labelsOf({ method, is404, routeOptions }: FastifyRequest) {
  return {
    method: METHODS.has(method) ? method : 'other',
    route: is404 ? 'none' : (routeOptions.url ?? 'none'),
  }
}

function secondsOf(reply: FastifyReply): number {
  return reply.elapsedTime / 1_000
}

/** The token endpoint fails in words of its own, which are those of OAuth. */
function problemOf(error: Error): string {
  if (error.name === 'OAuthError' && 'code' in error) return `oauth:${String(error.code)}`
  return asProblem(error).code
}
