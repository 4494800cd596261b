import { createHash } from 'node:crypto'
import { isNoneMatch } from '@postern/server'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The answer, or 304 to who has it already: for what is asked for again and again. The tag is weak, since it is of what
 * is said and not of the bytes (RFC 9110 section 8.8.1).
 */
export function unlessKnown<T extends object>(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  body: T,
): T | null {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url')
  const tag = `W/"${hash.slice(0, 22)}"`
  reply.header('etag', tag).header('cache-control', 'private, no-cache')
  if (!isNoneMatch(headers['if-none-match'], tag)) return body
  reply.code(304)
  return null
}
