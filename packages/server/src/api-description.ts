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
  /** By its name, each way to say who calls; a key as a bearer token or a password when not given. */
  readonly securitySchemes?: SecuritySchemes
  /** Whether there are pages to browse it; there are when not given. */
  readonly pages?: boolean
  /** The schema of what refusals say; with it they are described once and not with every operation. */
  readonly problem?: object
  /** What else is to be said of an operation; `undefined` leaves it as its schema has it. */
  readonly operation?: (method: string, url: string) => OperationFacts | undefined
}

export interface OperationFacts {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly description: string
  /** Each of them alone is enough; none is for everybody. */
  readonly security: readonly Readonly<Record<string, string[]>>[]
}

type SecuritySchemes = Readonly<
  Record<
    string,
    | { type: 'http'; scheme: string; description: string }
    | { type: 'apiKey'; in: 'cookie'; name: string; description: string }
  >
>

const KEYS: SecuritySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'an API key' },
  basic: { type: 'http', scheme: 'basic', description: 'an API key as the password' },
}

/**
 * OpenAPI 3.1 at `/openapi.json`, made from the very schemas that validate, and pages to browse it at `/docs`.
 * Register it before the routes that it describes; a route without a schema is not in it.
 */
export const apiDescription = fp<ApiDescriptionOptions>(
  async (app: FastifyInstance, options: ApiDescriptionOptions) => {
    const { title, description, version, routePrefix, securitySchemes = KEYS } = options
    await app.register(swagger, {
      hideUntagged: false,
      openapi: {
        openapi: '3.1.0',
        servers: [{ url: routePrefix ?? '/' }],
        info: { title, description, version, license: { name: 'Apache-2.0' } },
        security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
        components: { securitySchemes: { ...securitySchemes } },
      },
      transform: ({ schema, url, route }) => {
        const facts = options.operation?.(String(route.method), url)
        return { schema: schema ? { ...schema, ...facts } : { hide: true }, url }
      },
      transformObject: (made) => {
        if (!('openapiObject' in made)) return made.swaggerObject
        return options.problem
          ? shareProblem(made.openapiObject, options.problem)
          : made.openapiObject
      },
    })
    if (options.pages !== false) await app.register(browsablePages)
    app.get('/openapi.json', { schema: { hide: true }, config: SHED_FIRST }, async () =>
      app.swagger(),
    )
  },
  { name: 'api-description' },
)

const SHED_FIRST = { shed: 'list' } as const

type Document = Record<string, unknown>

/** Every answer with a status of a refusal becomes a reference to one and the same. */
function shareProblem<T extends object>(document: T, schema: object): T {
  const problem = {
    description: 'a problem (RFC 9457)',
    content: { 'application/problem+json': { schema } },
  }
  const members = new Map<string, unknown>(Object.entries(document))
  const components = { ...asDocument(members.get('components')), responses: { Problem: problem } }
  const paths = mapValues(asDocument(members.get('paths')), (path) =>
    mapValues(asDocument(path), (operation) => ({
      ...asDocument(operation),
      responses: Object.fromEntries(
        Object.entries(asDocument(asDocument(operation)['responses'])).map(([status, response]) => [
          status,
          Number(status) >= 400 ? { $ref: '#/components/responses/Problem' } : response,
        ]),
      ),
    })),
  )
  return { ...document, components, paths }
}

function asDocument(value: unknown): Document {
  // OpenAPI has objects in these places, and none of the members is looked at without a look at what it is.
  return typeof value === 'object' && value !== null ? (value as Document) : {}
}

function mapValues(of: Document, map: (value: unknown) => unknown): Document {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]))
}

async function browsablePages(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, ...SHED_FIRST }
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
}
