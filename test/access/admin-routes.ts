/**
 * What each call of the admin API is tried with. Method, path and the role that it takes are the contract's own; here is
 * what no schema can tell: a body that is taken, and the ids of things that exist. A call without what it needs fails
 * the matrix.
 */

import type { Access } from '@postern/contract'
import * as contract from '@postern/contract'

/** By the call, a body that it takes. */
const bodies: Readonly<Record<string, object>> = {
  'POST /api/v1/tenants': { slug: 'umbrella', name: 'Umbrella' },
  'PATCH /api/v1/tenants/:slug': { name: 'Another' },
  'POST /api/v1/tenants/:slug/namespaces': { name: 'green' },
  'PATCH /api/v1/tenants/:slug/namespaces/:name': { ownership: 'owned' },
  'PUT /api/v1/tenants/:slug/limits': { limits: { maxSeriesPerPush: 10 } },
  'PUT /api/v1/tenants/:slug/namespaces/:name/limits': { limits: { maxSeriesPerPush: 5 } },
  'PUT /api/v1/tenants/:slug/retention': { retention: { default: '40d' } },
  'PUT /api/v1/tenants/:slug/namespaces/:name/retention': { retention: { default: '50d' } },
  'POST /api/v1/tenants/:slug/credentials': { name: 'key', scopes: ['push'], namespaces: ['*'] },
  'POST /api/v1/tenants/:slug/credentials/:id/rotate': { overlap: '1h' },
  'POST /api/v1/tenants/:slug/trust-rules': {
    name: 'shop',
    issuer: 'https://token.actions.githubusercontent.com',
    conditions: { repository_id: ['74'] },
    scopes: ['push'],
    namespaces: ['default'],
  },
  'PATCH /api/v1/tenants/:slug/trust-rules/:id': { name: 'another' },
  'POST /api/v1/tenants/:slug/checks': { name: 'weekly', schedule: { period: '7d' } },
  'PATCH /api/v1/tenants/:slug/checks/:id': { grace: '2h' },
  'PUT /api/v1/tenants/:slug/series': { series: { totals: true, keyExpiry: true } },
  'POST /api/v1/tenants/:slug/groups/delete': { match: ['{job="backup"}'] },
  'POST /api/v1/tenants/:slug/groups/retention': { match: ['{job="backup"}'], retention: '40d' },
  'PUT /api/v1/tenants/:slug/groups/:namespace/:id/retention': { retention: '40d' },
  'POST /api/v1/tenants/:slug/wipe': { confirm: 'acme' },
  'POST /api/v1/tenants/:slug/namespaces/:name/wipe': { confirm: 'acme/of-acme' },
  'POST /api/v1/tenants/:slug/accounts': {
    email: 'new@example.com',
    name: 'New',
    role: 'tenant-viewer',
  },
  'PATCH /api/v1/tenants/:slug/accounts/:id': { name: 'Renamed' },
  'POST /api/v1/accounts': { email: 'new@example.com', name: 'New', role: 'system-admin' },
  'PATCH /api/v1/accounts/:id': { name: 'Renamed' },
  'POST /api/v1/operator-keys': { name: 'script', role: 'system-admin' },
  'POST /api/v1/session/confirm': { password: 'not the password', code: '123456' },
  'PUT /api/v1/account/password': { password: 'correct horse battery' },
  'PUT /api/v1/account/totp': { code: '123456' },
}

/** By the call, what stands behind the address. */
const queries: Readonly<Record<string, string>> = {
  'DELETE /api/v1/tenants/:slug': '?confirm=acme',
}

/** By the call, the state that the tenant has to be in for it; active unless given. */
const states: Readonly<Record<string, 'suspended' | 'deleting'>> = {
  'POST /api/v1/tenants/:slug/resume': 'suspended',
  'POST /api/v1/tenants/:slug/undelete': 'deleting',
}

/** By the part of a path that holds it, what the tenants of the matrix have: see `admin-world.ts`. */
export interface Things {
  readonly 'accounts/:id': string
  readonly 'checks/:id': string
  readonly 'credentials/:id': string
  readonly 'groups/:namespace/:id': string
  readonly 'trust-rules/:id': string
  readonly 'signing-keys/:id': string
  readonly 'namespaces/:name': string
  readonly 'operator-keys/:id': string
  readonly 'sessions/:id': string
  readonly 'snippets/:id': string
}

// Texts that are the same for all tenants, but for the names in them.
const SHARED = 'snippets/:id'

export interface AdminRoute {
  readonly route: string
  readonly access: Access
  /** Whether a person has to prove again who they are. */
  readonly isFresh: boolean
  readonly body: object | undefined
  readonly query: string
  readonly state: 'active' | 'suspended' | 'deleting'
  /** Whether the contract has a body for it. */
  readonly takesBody: boolean
}

/** The call as the contract and the lists above have it; `undefined` for a route that is not in the contract. */
export function adminRoute(route: string): AdminRoute | undefined {
  const endpoint = endpoints.get(route)
  return (
    endpoint && {
      route,
      access: endpoint.access,
      isFresh: endpoint.fresh === true,
      body: bodies[route],
      query: queries[route] ?? '',
      state: states[route] ?? 'active',
      takesBody: endpoint.schema.body !== undefined,
    }
  )
}

/** Calls that the lists above name and the contract does not have. */
export function unknownExamples(): string[] {
  return [bodies, queries, states].flatMap(Object.keys).filter((route) => !endpoints.has(route))
}

/** The path with that tenant and those things in it. Throws for a part of which there is no example. */
export function pathOf({ route, query }: AdminRoute, slug: string, things: Things): string {
  const [, path = ''] = route.split(' ')
  const filled = Object.entries(things).reduce(
    (text, [part, value]) => text.replace(part, `${part.split('/', 1)[0]}/${value}`),
    path.replace('/tenants/:slug', `/tenants/${slug}`),
  )
  const [missing] = /[^/]+\/:\w+/.exec(filled) ?? []
  if (missing !== undefined) throw new Error(`${route}: "${missing}" is in no list of things`)
  return filled + query.replace('acme', slug)
}

/** Whether the path names a thing that belongs to a tenant. */
export function namesThing({ route }: AdminRoute): boolean {
  return /:slug\/.*:/.test(route) && !route.includes(SHARED)
}

/** Whether the call is about the account of the person who makes it, which an operator key does not have. */
export function isPersonal({ route }: AdminRoute): boolean {
  return /^\w+ \/api\/v1\/(?:sessions?|account)(?:\/|$)/.test(route)
}

const endpoints = new Map(
  Object.values(contract).flatMap((each: unknown) =>
    isEndpoint(each) ? [[`${each.method} ${each.url}`, each]] : [],
  ),
)

function isEndpoint(value: unknown): value is contract.Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'access' in value
}
