import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

export const NDJSON = 'application/x-ndjson'

/**
 * For routes that answer lines: they go on as long as somebody takes them, and the server's own limit would cut them off
 * in the middle. A connection on which nothing moves is still closed.
 */
export const linesTakeTime = { handlerTimeout: 24 * 60 * 60_000 } as const

/** One line after the other, no faster than they are taken. */
export function sendLines(reply: FastifyReply, lines: AsyncIterable<string>): FastifyReply {
  return reply.type(NDJSON).send(Readable.from(lines))
}
