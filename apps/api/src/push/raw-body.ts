import type { Readable } from 'node:stream'
import { systemLimits } from '@postern/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type BodyRules, readBody } from './read-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type of a push as it came. */
    pushedType: string | undefined
  }
}

// What a DELETE may bring, which nobody reads.
const REFUSED_BODY: BodyRules = {
  maxBytes: systemLimits.maxPushBytes,
  hold: () => undefined,
}

/**
 * Takes bodies as bytes, whatever type they claim: curl sends a form's type with everything, and the Pushgateway reads
 * any type that it does not know as text.
 */
export function readRawBodies(app: FastifyInstance): void {
  app.decorateRequest('pushedType', undefined)
  app.addHook('onRequest', async (request) => {
    request.pushedType = request.headers['content-type']
    // Fastify refuses a type that is not well-formed before any parser is asked.
    delete request.headers['content-type']
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request: FastifyRequest, payload: Readable) =>
    readBody(payload, request.admission?.body ?? REFUSED_BODY),
  )
}
