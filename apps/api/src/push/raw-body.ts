import type { FastifyInstance } from 'fastify'

// On the wire; what it inflates to has a limit of its own.
const MAX_WIRE_BYTES = 16 * 1024 * 1024

/**
 * Takes bodies as bytes, whatever type they claim: curl sends a form's type with everything, and the Pushgateway reads
 * any type that it does not know as text.
 */
export function readRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: MAX_WIRE_BYTES },
    async (_request: unknown, body: Buffer) => body,
  )
}
