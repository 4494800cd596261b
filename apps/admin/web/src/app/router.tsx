import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { readAuditSearch } from '../features/audit/audit-search.ts'
import { readGroupSearch } from '../features/groups/group-search.ts'
import { readTenantSearch } from '../features/tenants/tenant-search.ts'
import { readWhose } from '../lib/whose-search.ts'
import { Lost } from './lost.tsx'
import { PageFailure } from './page-failure.tsx'
import { Root } from './root.tsx'

// The frame is loaded with the first page; what is in it, when somebody goes there.

const rootRoute = createRootRoute({ component: Root, notFoundComponent: Lost })

const atTop = { getParentRoute: () => rootRoute } as const

const home = createRoute({
  ...atTop,
  path: '/',
  component: lazyRouteComponent(() => import('../features/overview/overview-page.tsx')),
})

const signIn = createRoute({ ...atTop, path: '/sign-in' })

const welcome = createRoute({
  ...atTop,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../features/sign-in/welcome-page.tsx')),
})

const tenants = createRoute({
  ...atTop,
  path: '/tenants',
  validateSearch: readTenantSearch,
  component: lazyRouteComponent(() => import('../features/tenants/tenants-page.tsx')),
})

const accounts = createRoute({
  ...atTop,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../features/accounts/operators-page.tsx')),
})

const signingKeys = createRoute({
  ...atTop,
  path: '/signing-keys',
  component: lazyRouteComponent(() => import('../features/signing-keys/signing-keys-page.tsx')),
})

const audit = createRoute({
  ...atTop,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit/operator-audit-page.tsx')),
})

const settings = createRoute({
  ...atTop,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx')),
})

const tenant = createRoute({ ...atTop, path: '/tenants/$slug' })

const inTenant = { getParentRoute: () => tenant } as const

const summary = createRoute({
  ...inTenant,
  path: '/',
  component: lazyRouteComponent(() => import('../features/tenants/tenant-page.tsx')),
})

const groups = createRoute({
  ...inTenant,
  path: '/groups',
  validateSearch: readGroupSearch,
  component: lazyRouteComponent(() => import('../features/groups/groups-page.tsx')),
})

const checks = createRoute({
  ...inTenant,
  path: '/checks',
  component: lazyRouteComponent(() => import('../features/checks/checks-page.tsx')),
})

const credentials = createRoute({
  ...inTenant,
  path: '/credentials',
  component: lazyRouteComponent(() => import('../features/credentials/credentials-page.tsx')),
})

const credential = createRoute({
  ...inTenant,
  path: '/credentials/$id',
  component: lazyRouteComponent(() => import('../features/credentials/credential-page.tsx')),
})

const trustRules = createRoute({
  ...inTenant,
  path: '/trust-rules',
  component: lazyRouteComponent(() => import('../features/trust-rules/trust-rules-page.tsx')),
})

const namespaces = createRoute({
  ...inTenant,
  path: '/namespaces',
  component: lazyRouteComponent(() => import('../features/namespaces/namespaces-page.tsx')),
})

const limits = createRoute({
  ...inTenant,
  path: '/limits',
  validateSearch: readWhose,
  component: lazyRouteComponent(() => import('../features/limits/limits-page.tsx')),
})

const retention = createRoute({
  ...inTenant,
  path: '/retention',
  validateSearch: readWhose,
  component: lazyRouteComponent(() => import('../features/retention/retention-page.tsx')),
})

const people = createRoute({
  ...inTenant,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/accounts/people-page.tsx')),
})

const tenantAudit = createRoute({
  ...inTenant,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit/tenant-audit-page.tsx')),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    signIn,
    welcome,
    tenants,
    accounts,
    signingKeys,
    audit,
    settings,
    tenant.addChildren([
      summary,
      groups,
      checks,
      credentials,
      credential,
      trustRules,
      namespaces,
      limits,
      retention,
      people,
      tenantAudit,
    ]),
  ]),
  defaultErrorComponent: PageFailure,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
