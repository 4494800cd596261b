import * as contract from '@postern/contract'
import type { ApiDescriptionOptions, OperationFacts } from '@postern/server'
import manifest from '../package.json' with { type: 'json' }
import { SESSION_COOKIE } from './access/cookies.ts'

const DESCRIPTION = `\
Look after tenants, their keys and what they hold. A POST may be sent again with the same Idempotency-Key; what is read
with an ETag may be changed with If-Match. Failures are application/problem+json (RFC 9457).`

/** OpenAPI of the control plane, from the contract that the routes are made of. */
export function adminDescription(routePrefix: string | undefined): ApiDescriptionOptions {
  return {
    title: 'Postern admin',
    description: DESCRIPTION,
    version: manifest.version,
    routePrefix,
    securitySchemes: {
      operatorKey: { type: 'http', scheme: 'bearer', description: 'the key of an operator' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: SESSION_COOKIE.name,
        description: 'of a person who signed in; over TLS its name begins with __Host-',
      },
    },
    problem: contract.ProblemBody,
    // The web UI is what people read; this is for programs.
    pages: false,
    operation: (method, url) => facts.get(`${method} ${url}`) ?? openToAll(url),
  }
}

type Call = readonly [name: string, endpoint: contract.Endpoint]

const facts: ReadonlyMap<string, OperationFacts> = new Map(
  calls().map(([name, endpoint]) => [
    `${endpoint.method} ${endpoint.url}`,
    factsOf(name, endpoint),
  ]),
)

/** Every call of the contract, under the name that it has there. */
function calls(): Call[] {
  return Object.entries(contract).flatMap(([name, value]: [string, unknown]): Call[] =>
    isEndpoint(value) ? [[name, value]] : [],
  )
}

function isEndpoint(value: unknown): value is contract.Endpoint {
  return typeof value === 'object' && value !== null && 'url' in value && 'access' in value
}

function factsOf(operationId: string, { url, access, fresh }: contract.Endpoint): OperationFacts {
  const words = fresh ? `${accessWords(access)}, just signed in` : accessWords(access)
  return {
    operationId,
    tags: [tagOf(url)],
    description: words,
    security: access === 'public' ? [] : [{ operatorKey: [] }, { session: [] }],
  }
}

function accessWords(access: contract.Access): string {
  if (access === 'public') return 'For everybody'
  if (access === 'signed-in') return 'For whoever is signed in'
  return `Takes the role ${access} or a higher one`
}

/** What a call is about: the last part of its path that is a collection of a tenant's, else the first. */
function tagOf(url: string): string {
  const parts = url.replace('/api/v1/', '').split('/')
  const named = parts.filter((part) => !part.startsWith(':'))
  const [first = '', second] = named
  return first === 'tenants' && second !== undefined ? second : first
}

/** What is of no resource and asks nobody who they are. */
function openToAll(url: string): OperationFacts | undefined {
  const [operationId, tag] = open[url] ?? []
  return operationId === undefined || tag === undefined
    ? undefined
    : { operationId, tags: [tag], description: 'For everybody', security: [] }
}

const open: Readonly<Record<string, readonly [operationId: string, tag: string]>> = {
  '/-/healthy': ['isHealthy', 'health'],
  '/-/ready': ['isReady', 'health'],
  '/llms.txt': ['readLlmsText', 'well-known'],
  '/.well-known/security.txt': ['readSecurityText', 'well-known'],
}
