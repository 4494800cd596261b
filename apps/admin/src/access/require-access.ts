import type { Access } from '@postern/contract'
import { includesRole, Problem, roles } from '@postern/domain'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { freshUntil } from '../sessions/session-life.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { bringsKey } from './authenticate.ts'
import type { AccountCaller, Caller } from './caller.ts'
import { type OwnOrigin, refuseCrossSite } from './refuse-cross-site.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** How people reach the app, if that was said. */
    readonly adminUrl: string | undefined
  }
  interface FastifyRequest {
    /** Set before any handler, but for routes that are public. */
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    access?: Access
    fresh?: boolean
  }
}

export interface AccessDeps extends OwnOrigin {
  /** Who makes this request. Throws when nobody known does. */
  readonly authenticate: (request: FastifyRequest) => Promise<Caller>
  readonly clock: () => number
}

/**
 * From here on every route says who may call it, or the app does not start; and nobody else gets in, before a byte of
 * the body is read.
 */
export const requireAccess = fp<AccessDeps>(
  async (app: FastifyInstance, deps: AccessDeps) => {
    app.decorate('adminUrl', deps.adminUrl)
    app.decorateRequest('caller', undefined)
    app.addHook('onRoute', (route) => {
      const fresh = Reflect.get(route, 'fresh') === true
      route.config = { ...route.config, access: declaredAccess(route), fresh }
    })
    app.addHook('onRequest', async (request) => {
      const { access, fresh } = request.routeOptions.config
      // Before a cookie is looked at: what another site sends shall not even tell whether it is a good one.
      if (!bringsKey(request)) {
        refuseCrossSite(request, deps, request.headers.cookie !== undefined)
      }
      if (access === 'public') return
      const caller = await deps.authenticate(request)
      request.caller = caller
      refuseStranger(request, caller)
      refuseLowRole(access, caller)
      if (fresh) requireFresh(caller, deps.clock())
    })
  },
  { name: 'require-access' },
)

const accesses: readonly unknown[] = [...roles, 'signed-in', 'public'] satisfies Access[]

function isAccess(value: unknown): value is Access {
  return accesses.includes(value)
}

/** What holds for all routes, checked once: a tenant's role would mean nothing where the path names no tenant. */
function declaredAccess(route: RouteOptions): Access {
  const access: unknown = Reflect.get(route, 'access')
  const name = `${String(route.method)} ${route.url}`
  if (!isAccess(access)) throw new Error(`the route ${name} does not say who may call it`)
  const ofTenant = access !== 'system-admin' && access !== 'signed-in' && access !== 'public'
  if (ofTenant && !namesTenant(route.url)) {
    throw new Error(`the route ${name} is for a role of a tenant, but its path names no tenant`)
  }
  return access
}

function namesTenant(url: string): boolean {
  return url === TENANT || url.startsWith(`${TENANT}/`)
}

const TENANT = '/api/v1/tenants/:slug'

/** Another tenant is as missing as one that never was, whatever the role. */
function refuseStranger({ params }: FastifyRequest, { tenant }: Caller): void {
  if (!tenant || typeof params !== 'object' || params === null || !('slug' in params)) return
  if (params.slug !== tenant.slug) throw tenantNotFound()
}

function refuseLowRole(access: Access | undefined, { role, tenant }: Caller): void {
  if (access === 'signed-in') return
  // No access is that of a route which does not exist, or of one that got past the check at the start.
  const suffices = access !== undefined && access !== 'public' && includesRole(role, access)
  // Whoever is bound to a tenant has no power over the system, whatever their role is called.
  if (suffices && (access !== 'system-admin' || !tenant)) return
  throw new Problem('role-insufficient', `this takes the role ${access}; yours is ${role}`, {
    members: { role: access },
  })
}

/** Throws `fresh-sign-in-required` for a person who signed in a while ago. */
function requireFresh(caller: Caller, nowMs: number): void {
  if (caller.kind !== 'account' || freshUntil(caller.session, nowMs)) return
  throw new Problem('fresh-sign-in-required', 'prove again who you are, and repeat this')
}

/** The person behind a request. Throws `session-required` for an operator key. */
export function requirePerson({ caller }: FastifyRequest): AccountCaller {
  if (caller?.kind === 'account') return caller
  throw new Problem('session-required', 'this is about the account of a person who signed in')
}
