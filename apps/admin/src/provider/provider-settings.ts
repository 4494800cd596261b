import { isRole, type Role, slugPattern } from '@postern/domain'

/** The OpenID provider at which people sign in, and what its word is worth. */
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
  /** It may be reached without TLS, and on this network. */
  readonly isInsecureAllowed: boolean
}

/** Whoever has that value in the claim has that role. */
export interface RoleMapping {
  readonly value: string
  readonly role: Role
  /** The slug of the only tenant within reach; `undefined` for all. */
  readonly tenant: string | undefined
}

const SLUG = new RegExp(slugPattern)

/**
 * `postern-admins=system-admin; acme-ops=tenant-operator@acme`. The value ends at the last `=`, so that it may be the name
 * of a directory's group, which holds some itself. `undefined` when an entry cannot be read.
 */
export function parseRoleMappings(text: string): RoleMapping[] | undefined {
  const entries = text.split(';').filter((entry) => entry.trim() !== '')
  const mappings = entries.flatMap((entry) => parseEntry(entry) ?? [])
  return mappings.length === entries.length ? mappings : undefined
}

function parseEntry(entry: string): RoleMapping | undefined {
  const [, value = '', role = '', tenant] =
    /^\s*(.+?)\s*=\s*([a-z-]+)(?:@(\S+))?\s*$/.exec(entry) ?? []
  if (value === '' || !isRole(role)) return undefined
  if (tenant !== undefined && (role === 'system-admin' || !SLUG.test(tenant))) return undefined
  return { value, role, tenant }
}
