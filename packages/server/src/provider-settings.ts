/** How people reach the admin app, and the OpenID provider at which they may sign in to it. */
import { isRole, type Role, slugPattern } from '@postern/domain'
import { Type } from 'typebox'
import { SettingsError } from './load-settings.ts'

/** What the provider is, and what its word is worth. */
export interface ProviderSettings {
  readonly issuer: string
  readonly clientId: string
  /** Without one the client is a public one, which PKCE alone protects. */
  readonly clientSecret: string | undefined
  /** What the button says. */
  readonly name: string
  readonly scope: string
  /** Where the provider says what somebody may do: a claim, by name or JSON Pointer. */
  readonly roleClaim: string
  /** In their order: the first that fits counts. None means that only those who were invited get in. */
  readonly roles: readonly RoleMapping[]
  /** It may be reached without TLS. */
  readonly isInsecureAllowed: boolean
}

/** Whoever has that value in the claim has that role. */
export interface RoleMapping {
  readonly value: string
  readonly role: Role
  /** The slug of the only tenant within reach; `undefined` for all. */
  readonly tenant: string | undefined
}

const DEFAULT_NAME = 'single sign-on'
const DEFAULT_SCOPES = 'openid email profile'
// As most providers call it.
const DEFAULT_CLAIM = 'groups'

export const peopleSettings = {
  POSTERN_ADMIN_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/?#@]+$',
      description:
        'the URL by which people reach the admin app, such as https://postern.example.com, without a / at its end',
    }),
  ),
  POSTERN_OIDC_ISSUER: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s?#@]+$',
      description: 'the issuer of an OpenID provider, such as https://login.example.com',
    }),
  ),
  POSTERN_OIDC_CLIENT_ID: Type.Optional(Type.String({ minLength: 1 })),
  POSTERN_OIDC_CLIENT_SECRET: Type.Optional(Type.String({ minLength: 1, secret: true })),
  POSTERN_OIDC_NAME: Type.String({ minLength: 1, maxLength: 60, default: DEFAULT_NAME }),
  POSTERN_OIDC_SCOPES: Type.String({
    pattern: '^(?:[\\x21\\x23-\\x5b\\x5d-\\x7e]+ )*openid(?: [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*$',
    default: DEFAULT_SCOPES,
    description: 'scopes separated by spaces, openid among them',
  }),
  POSTERN_OIDC_ROLE_CLAIM: Type.String({ minLength: 1, default: DEFAULT_CLAIM }),
  POSTERN_OIDC_ROLES: Type.String({ default: '' }),
} as const

type Values<T> = { readonly [Name in keyof T]?: string | undefined }

/**
 * What the settings say of the provider; `undefined` when there is none. `http:` is for hosts alone of which the keys may
 * be fetched so as well. Throws a `SettingsError` for settings that do not go together.
 */
export function readProvider(
  values: Values<typeof peopleSettings>,
  allowedHosts: readonly string[],
): ProviderSettings | undefined {
  const issuer = values.POSTERN_OIDC_ISSUER
  if (issuer === undefined) return undefined
  const { host, hostname, protocol } = new URL(issuer)
  const isInsecureAllowed = allowedHosts.includes(host) || allowedHosts.includes(hostname)
  const roles = parseRoleMappings(values.POSTERN_OIDC_ROLES ?? '')
  const clientId = values.POSTERN_OIDC_CLIENT_ID
  const faults = [
    ...(clientId === undefined
      ? ['POSTERN_OIDC_CLIENT_ID: is missing; expected beside POSTERN_OIDC_ISSUER']
      : []),
    ...(protocol === 'http:' && !isInsecureAllowed
      ? [`POSTERN_OIDC_ISSUER: is not https; expected ${host} among POSTERN_JWKS_ALLOWED_HOSTS`]
      : []),
    ...(roles ? [] : [ROLES_FAULT]),
  ]
  if (clientId === undefined || !roles || faults.length > 0) throw new SettingsError(faults)
  return {
    issuer,
    clientId,
    clientSecret: values.POSTERN_OIDC_CLIENT_SECRET,
    name: values.POSTERN_OIDC_NAME ?? DEFAULT_NAME,
    scope: values.POSTERN_OIDC_SCOPES ?? DEFAULT_SCOPES,
    roleClaim: values.POSTERN_OIDC_ROLE_CLAIM ?? DEFAULT_CLAIM,
    roles,
    isInsecureAllowed,
  }
}

const ROLES_FAULT =
  'POSTERN_OIDC_ROLES: cannot be read; expected entries such as postern-admins=system-admin or acme-ops=tenant-operator@acme, separated by semicolons'

const SLUG = new RegExp(slugPattern)

/**
 * `postern-admins=system-admin; acme-ops=tenant-operator@acme`. The value ends at the last `=`, so that it may be the name
 * of a directory's group, which holds some itself. `undefined` when an entry cannot be read.
 */
function parseRoleMappings(text: string): RoleMapping[] | undefined {
  const entries = text.split(';').filter((entry) => entry.trim() !== '')
  const mappings = entries.flatMap((entry) => parseEntry(entry) ?? [])
  return mappings.length === entries.length ? mappings : undefined
}

function parseEntry(entry: string): RoleMapping | undefined {
  const at = entry.lastIndexOf('=')
  const value = entry.slice(0, Math.max(at, 0)).trim()
  const [role = '', tenant, ...rest] = entry
    .slice(at + 1)
    .trim()
    .split('@')
  if (value === '' || !isRole(role) || rest.length > 0) return undefined
  if (tenant !== undefined && (role === 'system-admin' || !SLUG.test(tenant))) return undefined
  return { value, role, tenant }
}
