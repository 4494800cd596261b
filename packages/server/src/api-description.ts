import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export interface ApiDescriptionOptions {
  readonly title: string
  readonly description: string
  readonly version: string
  /** What stands before every path. */
  readonly routePrefix?: string | undefined
}

/**
 * OpenAPI 3.1 at `/openapi.json`, made from the very schemas that validate, and pages to browse it at `/docs`.
 * Register it before the routes that it describes; a route without a schema is not in it.
 */
export const apiDescription = fp<ApiDescriptionOptions>(
  async (app: FastifyInstance, options: ApiDescriptionOptions) => {
    const { title, description, version, routePrefix } = options
    await app.register(swagger, {
      hideUntagged: false,
      openapi: {
        openapi: '3.1.0',
        servers: [{ url: routePrefix ?? '/' }],
        info: { title, description, version, license: { name: 'Apache-2.0' } },
        security: [{ bearer: [] }, { basic: [] }],
        components: {
          securitySchemes: {
            bearer: { type: 'http', scheme: 'bearer', description: 'an API key' },
            basic: { type: 'http', scheme: 'basic', description: 'an API key as the password' },
          },
        },
      },
      transform: ({ schema, url }) => ({ schema: schema ?? { hide: true }, url }),
    })
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      // Without the upgrade to TLS that the bundled policy asks for: a gateway on a private network may have none.
      staticCSP: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'frame-ancestors': ["'none'"],
      },
      uiConfig: { docExpansion: 'list', validatorUrl: null },
    })
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  },
  { name: 'api-description' },
)
