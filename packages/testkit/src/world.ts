/** Tenants and credentials for tests, made as production makes them. */
import {
  ALL_NAMESPACES,
  apiKeyKindFor,
  type Credential,
  type CredentialId,
  credentialId,
  type LabelRules,
  newCredential,
  newUuid,
  type Scope,
  type Tenant,
  tenantId,
} from '@postern/domain'
import { issueApiKey, KeyHasher } from '@postern/server'
import { type Db, insertCredential, insertTenant, withTenant } from '@postern/store'
import { type Ending, openTestDatabase, type TestDatabase } from './test-database.ts'

export const TEST_PEPPER = 'a pepper for tests that is no secret at all'

/** What every key of the tests is hashed with: hand it to the app under test. */
export const testHasher = new KeyHasher(TEST_PEPPER)

export type TwoTenants = TestDatabase & { readonly acme: Tenant; readonly globex: Tenant }

/** A database of the test's own with two tenants, each of which must not notice the other. */
export async function twoTenants(t: Ending): Promise<TwoTenants> {
  const database = await openTestDatabase(t)
  const acme = await createTenant(database.admin, 'acme')
  const globex = await createTenant(database.admin, 'globex')
  return { ...database, acme, globex }
}

export async function createTenant(admin: Db, slug: string): Promise<Tenant> {
  const now = Date.now()
  const tenant: Tenant = {
    id: tenantId(newUuid(now)),
    slug,
    name: `${slug.slice(0, 1).toUpperCase()}${slug.slice(1)}`,
    state: 'active',
    namespaceLabel: 'namespace',
    utf8Names: false,
    maxKeyLife: undefined,
    keysMayNeverExpire: true,
    deletingSince: undefined,
    stateBeforeDeletion: undefined,
    createdAt: new Date(now),
  }
  await withTenant(admin, tenant.id, (own) => insertTenant(own, tenant))
  return tenant
}

export interface CredentialDraft {
  readonly scopes: readonly Scope[]
  /** All of the tenant when not given. */
  readonly namespaces?: readonly string[]
  readonly openMetrics?: boolean
  readonly expiresAt?: Date
  readonly labelRules?: LabelRules
  readonly sourceNetworks?: readonly string[]
  readonly clientCertificates?: readonly string[]
  readonly lineageId?: CredentialId
}

/** Returns the key's text beside what the database holds. */
export async function createCredential(
  admin: Db,
  tenant: Tenant,
  draft: CredentialDraft,
): Promise<{ readonly key: string; readonly credential: Credential }> {
  const kind = apiKeyKindFor(draft.scopes)
  const now = Date.now()
  const issued = issueApiKey(testHasher, kind, tenant.id, now)
  const credential: Credential = {
    ...newCredential,
    tenantId: tenant.id,
    id: credentialId(issued.keyId),
    kind,
    name: `for tests: ${draft.scopes.join(', ')}`,
    scopes: draft.scopes,
    namespaces: draft.namespaces ?? [ALL_NAMESPACES],
    openMetrics: draft.openMetrics ?? false,
    createdAt: new Date(now),
    expiresAt: draft.expiresAt,
    labelRules: draft.labelRules ?? {},
    sourceNetworks: draft.sourceNetworks ?? [],
    clientCertificates: draft.clientCertificates ?? [],
    lineageId: draft.lineageId,
  }
  await withTenant(admin, tenant.id, (db) => insertCredential(db, credential, issued.secret))
  return { key: issued.text, credential }
}
