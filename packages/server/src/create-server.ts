import Fastify, { type FastifyInstance } from 'fastify'
import { takeJsonBodies } from './json-bodies.ts'
import type { Logger } from './logging.ts'
import { measureRequests } from './measure-requests.ts'
import type { AppName, OwnMetrics } from './own-metrics.ts'
import type { ProblemOptions } from './send-problem.ts'
import { serverOptions, type Transport } from './server-options.ts'
import type { Load } from './shed-load.ts'
import { keepTlsFresh } from './tls-server.ts'

export interface ServerDeps {
  readonly logger: Logger
  /** How requests get here; without it by plain HTTP, from clients that connect themselves. */
  readonly transport?: Transport | undefined
  /** What the process tells of itself, if somebody is to ask. */
  readonly metrics?: OwnMetrics | undefined
  /** By what it refuses requests when it cannot keep up; without it, it refuses none. */
  readonly load?: Load | undefined
  /** Whom to tell of a vulnerability of this installation, as URIs. */
  readonly securityContacts?: readonly string[]
}

/** A server with every limit set, its certificates kept fresh and its requests measured; nothing is served yet. */
export function createServer(
  name: AppName,
  { logger, metrics, transport }: ServerDeps,
  problems: ProblemOptions = {},
): FastifyInstance {
  const app = Fastify(serverOptions(logger, problems, transport))
  takeJsonBodies(app)
  if (transport?.tls) keepTlsFresh(app, transport.tls, (at) => metrics?.certificateEnds(name, at))
  if (metrics) measureRequests(app, name, metrics)
  return app
}
