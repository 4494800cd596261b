import type { Access } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { sayFailed } from '../components/form.ts'
import { Icon, type IconName } from '../components/icons.tsx'
import { useChangePerson, useMay, usePerson } from '../features/session/session.ts'
import { tenantQuery } from '../features/tenants/queries.ts'
import { call } from '../lib/call.ts'
import { endpoints } from '../lib/endpoints.ts'
import { inWords } from '../lib/format.ts'

interface Entry {
  readonly to: string
  readonly icon: IconName
  readonly name: string
  readonly access: Access
}

const systemEntries = [
  { to: '/', icon: 'overview', name: 'Overview', access: 'system-admin' },
  { to: '/tenants', icon: 'tenants', name: 'Tenants', access: 'system-admin' },
  { to: '/accounts', icon: 'people', name: 'Operators', access: 'system-admin' },
  { to: '/signing-keys', icon: 'signing', name: 'Signing keys', access: 'system-admin' },
  { to: '/audit', icon: 'audit', name: 'Audit', access: 'system-admin' },
] as const satisfies readonly Entry[]

const tenantEntries = [
  { to: '/tenants/$slug', icon: 'overview', name: 'Summary', access: 'tenant-viewer' },
  { to: '/tenants/$slug/groups', icon: 'groups', name: 'Groups', access: 'tenant-viewer' },
  { to: '/tenants/$slug/checks', icon: 'checks', name: 'Checks', access: 'tenant-viewer' },
  { to: '/tenants/$slug/credentials', icon: 'keys', name: 'Credentials', access: 'tenant-viewer' },
  { to: '/tenants/$slug/trust-rules', icon: 'trust', name: 'Trust rules', access: 'tenant-viewer' },
  {
    to: '/tenants/$slug/namespaces',
    icon: 'namespaces',
    name: 'Namespaces',
    access: 'tenant-viewer',
  },
  { to: '/tenants/$slug/limits', icon: 'limits', name: 'Limits', access: 'tenant-viewer' },
  { to: '/tenants/$slug/retention', icon: 'retention', name: 'Retention', access: 'tenant-viewer' },
  { to: '/tenants/$slug/people', icon: 'people', name: 'People', access: 'tenant-admin' },
  { to: '/tenants/$slug/audit', icon: 'audit', name: 'Audit', access: 'tenant-viewer' },
] as const satisfies readonly Entry[]

/** Where one can go. */
export function Navigation({ slug }: { readonly slug: string | undefined }) {
  const may = useMay()
  const { tenant } = usePerson()
  const shown = slug ?? tenant ?? undefined
  return (
    <>
      {may('system-admin') && (
        <nav className="nav-group" aria-label="Postern">
          <ul>
            {systemEntries.map(({ to, icon, name }) => (
              <li key={to}>
                <NavLink to={to} icon={icon} name={name} exact={to === '/' || to === '/tenants'} />
              </li>
            ))}
          </ul>
        </nav>
      )}
      {shown !== undefined && <TenantNavigation slug={shown} />}
      <Person />
    </>
  )
}

function TenantNavigation({ slug }: { readonly slug: string }) {
  const may = useMay()
  const { data: tenant } = useQuery(tenantQuery(slug))
  return (
    <nav className="nav-group" aria-label={`Tenant ${tenant?.name ?? slug}`}>
      <h2>
        <span>Tenant</span>
        <span className="tenant-name">{tenant?.name ?? slug}</span>
      </h2>
      <ul>
        {tenantEntries
          .filter(({ access }) => may(access))
          .map(({ to, icon, name }) => (
            <li key={to}>
              <NavLink
                to={to}
                slug={slug}
                icon={icon}
                name={name}
                exact={to === '/tenants/$slug'}
              />
            </li>
          ))}
      </ul>
    </nav>
  )
}

type Target =
  | (typeof systemEntries)[number]['to']
  | (typeof tenantEntries)[number]['to']
  | '/settings'

interface NavLinkProps {
  readonly to: Target
  readonly slug?: string
  readonly icon: IconName
  readonly name: string
  readonly exact?: boolean
}

function NavLink({ to, slug = '', icon, name, exact = false }: NavLinkProps) {
  return (
    <Link
      to={to}
      params={{ slug }}
      className="nav-link"
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ 'aria-current': 'page' }}
    >
      <Icon name={icon} />
      {name}
    </Link>
  )
}

function Person() {
  const { name, email, role } = usePerson()
  const leave = useLeave()
  return (
    <nav className="nav-group foot" aria-label="You">
      <div className="person">
        <strong title={email ?? undefined}>{name}</strong>
        {inWords(role)}
      </div>
      <ul>
        <li>
          <NavLink to="/settings" icon="settings" name="Settings" />
        </li>
        <li>
          <button type="button" className="nav-link" onClick={leave}>
            <Icon name="leave" />
            Sign out
          </button>
        </li>
      </ul>
    </nav>
  )
}

function useLeave(): () => void {
  const changePerson = useChangePerson()
  const navigate = useNavigate()
  const leave = async () => {
    await call(endpoints.signOut, {})
    changePerson(null)
    await navigate({ to: '/sign-in' })
  }
  // Not signed out is not to look as if one were.
  return () => void leave().catch(sayFailed)
}
