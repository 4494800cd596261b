import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type of a push as it came. */
    pushedType: string | undefined
  }
}

// On the wire; what it inflates to has a limit of its own.
export const MAX_WIRE_BYTES = 16 * 1024 * 1024

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
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: MAX_WIRE_BYTES },
    async (_request: unknown, body: Buffer) => body,
  )
}
