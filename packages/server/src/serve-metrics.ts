/** The port on which a process tells of itself, for those who operate it. */
import Fastify from 'fastify'
import { Type } from 'typebox'
import type { Logger } from './logging.ts'
import { OwnMetrics } from './own-metrics.ts'
import { problemResponses } from './problem-responses.ts'
import { securityHeaders } from './security-headers.ts'
import { serverOptions } from './server-options.ts'

export const metricsSettings = {
  POSTERN_METRICS_LISTEN: Type.Optional(
    Type.String({
      pattern: '^(?:\\[[0-9a-fA-F:.]+\\]|[^\\s:/]+):\\d{1,5}$',
      description: 'an address and a port, such as 127.0.0.1:9464',
    }),
  ),
} as const

interface MetricsListener {
  readonly host: string
  readonly port: number
}

export function readMetricsListener({
  POSTERN_METRICS_LISTEN: text,
}: {
  readonly POSTERN_METRICS_LISTEN?: string | undefined
}): MetricsListener | undefined {
  if (text === undefined) return undefined
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}

/** A process's own metrics, and the port where they are read until it is closed. */
export interface MetricsServer extends AsyncDisposable {
  readonly metrics: OwnMetrics
  readonly url: string
}

/** Listens, if somebody is to ask. It has neither TLS nor keys: whoever reaches the port may read. */
export async function openMetrics(
  listener: MetricsListener | undefined,
  logger: Logger,
): Promise<MetricsServer | undefined> {
  if (!listener) return undefined
  const metrics = new OwnMetrics()
  const app = Fastify(serverOptions(logger))
  await app.register(securityHeaders)
  await app.register(problemResponses)
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  const url = await app.listen(listener)
  return { metrics, url, [Symbol.asyncDispose]: () => app.close() }
}
