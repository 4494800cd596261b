import type { FastifyInstance } from 'fastify'

/**
 * Many clients send the type of JSON with every request, also where they have nothing to say. No bytes are no body; where
 * one is needed, that is refused as broken JSON is.
 */
export function takeJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '' && !request.routeOptions.schema?.body) done(null)
      else return parse(request, body, done)
    },
  )
}
