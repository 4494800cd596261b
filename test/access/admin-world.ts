/** An admin app with two tenants that have one of everything, and whoever may knock at it. */
import { createAdmin } from '@postern/admin'
import {
  credentialId,
  formatApiKey,
  NIL_UUID,
  newUuid,
  parseApiKey,
  scopes,
  type Tenant,
} from '@postern/domain'
import { createLogger, issueApiKey } from '@postern/server'
import {
  type Db,
  insertNamespace,
  insertTrustRule,
  listSigningKeys,
  updateTenant,
  withTenant,
} from '@postern/store'
import {
  createCredential,
  createOperatorKey,
  createSigningKey,
  type Ending,
  type TwoTenants,
  testHasher,
  twoTenants,
} from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { basic, bearer } from '../support/authorization.ts'
import type { AdminRoute, Things } from './admin-routes.ts'
import type { ExpectedRefusal } from './refusals.ts'

export interface AdminWorld {
  readonly database: TwoTenants
  readonly app: FastifyInstance
  /** The key of an operator, whom nothing is refused. */
  readonly operatorKey: string
  /** What each tenant has. */
  readonly ours: Things
  readonly theirs: Things
  /** What nobody has. */
  readonly none: Things
  readonly visitors: readonly AdminVisitor[]
  readonly secrets: readonly string[]
  readonly log: readonly string[]
  readonly nextAddress: () => string
}

export interface AdminVisitor {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly refusal: ExpectedRefusal
  /** Nothing may tell it from the others of whom this is said. */
  readonly isStranger?: true
}

export async function openAdmin(t: Ending): Promise<AdminWorld> {
  const database = await twoTenants(t)
  const { admin, acme, globex } = database
  const log: string[] = []
  const app = await createAdmin({
    db: admin,
    hasher: testHasher,
    clock: Date.now,
    logger: createLogger('debug', { write: (line) => log.push(line) }),
  })
  t.after(() => app.close())
  await app.ready()
  await createSigningKey(admin)
  const [signingKey] = await listSigningKeys(admin)
  const signing = { 'signing-keys/:id': signingKey?.id ?? '' }
  const ours = { ...(await oneOfEach(database, acme)), ...signing }
  const theirs = { ...(await oneOfEach(database, globex)), ...signing }
  const operatorKey = (await createOperatorKey(admin)).key
  const tenantKey = (await createCredential(admin, acme, { scopes })).key
  const visitors = await visitorsOf(admin, operatorKey, tenantKey)
  let address = 0
  return {
    database,
    app,
    operatorKey,
    ours,
    theirs,
    none: {
      'credentials/:id': newUuid(Date.now()),
      'trust-rules/:id': newUuid(Date.now()),
      'signing-keys/:id': newUuid(Date.now()),
      'namespaces/:name': 'never',
    },
    visitors,
    secrets: [operatorKey, tenantKey, operatorKey.slice(-50, -10), tenantKey.slice(-50, -10)],
    log,
    nextAddress: () => `10.${(++address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`,
  }
}

/** Brings the tenant into the state that a call needs. */
export async function prepare({ database }: AdminWorld, { state }: AdminRoute): Promise<void> {
  const { admin, acme } = database
  if (state === 'active') return
  const deletion =
    state === 'deleting'
      ? { deletingSince: new Date(), stateBeforeDeletion: 'active' as const }
      : {}
  await withTenant(admin, acme.id, (own) => updateTenant(own, { ...acme, state, ...deletion }))
}

/** The namespace has another name in each tenant, so that one cannot be taken for the other. */
async function oneOfEach(
  { admin }: TwoTenants,
  tenant: Tenant,
): Promise<Omit<Things, 'signing-keys/:id'>> {
  const now = new Date()
  const namespace = `of-${tenant.slug}`
  const { credential } = await createCredential(admin, tenant, { scopes: ['push'] })
  const ruleId = newUuid(now.getTime())
  await withTenant(admin, tenant.id, async (own) => {
    await insertNamespace(own, tenant.id, { name: namespace, createdAt: now })
    await insertTrustRule(own, {
      tenantId: tenant.id,
      id: credentialId(ruleId),
      name: `of ${tenant.slug}`,
      issuer: 'https://issuer.example',
      audience: `http://127.0.0.1:9091/t/${tenant.slug}`,
      conditions: { sub: ['x'] },
      scopes: ['push'],
      namespaces: ['*'],
      labelRules: {},
      jwks: undefined,
      singleUseJti: false,
      createdAt: now,
      updatedAt: now,
      lastUsedAt: undefined,
    })
  })
  return {
    'credentials/:id': credential.id,
    'trust-rules/:id': ruleId,
    'namespaces/:name': namespace,
  }
}

async function visitorsOf(db: Db, operatorKey: string, tenantKey: string): Promise<AdminVisitor[]> {
  const past = new Date(Date.now() - 1_000)
  const unknown = issueApiKey(testHasher, 'operator', NIL_UUID, Date.now())
  const own = parseApiKey(operatorKey)
  const others = parseApiKey(tenantKey)
  if (!own || !others) throw new Error('a key of a test cannot be read')
  const invalid = (says: RegExp) => ({ status: 401, code: 'credential-invalid', says }) as const
  const visitor = (
    name: string,
    headers: Readonly<Record<string, string>>,
    refusal: ExpectedRefusal,
  ): AdminVisitor => ({ name, headers, refusal })
  const stranger = (name: string, key: string): AdminVisitor => ({
    ...visitor(name, bearer(key), invalid(/^the operator key is not known$/)),
    isStranger: true,
  })
  return [
    visitor('nobody', {}, { status: 401, code: 'credential-missing' }),
    visitor(
      'a key in a header of its own',
      { 'x-api-key': operatorKey },
      {
        status: 401,
        code: 'credential-missing',
      },
    ),
    visitor('what is no key', bearer('x'), invalid(/mistyped/)),
    visitor('a key with a wrong checksum', bearer(`${operatorKey}x`), invalid(/mistyped/)),
    visitor('a bare key', { authorization: operatorKey }, invalid(/^the Authorization header/)),
    visitor('a good key by Basic', basic(operatorKey), invalid(/Bearer/)),
    visitor('a tenant’s key', bearer(tenantKey), invalid(/of a tenant/)),
    visitor('a token', bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'), invalid(/mistyped/)),
    stranger('a key that never was', unknown.text),
    stranger('a key with another secret', formatApiKey({ ...own, secret: others.secret })),
    stranger(
      'a tenant’s key that poses as an operator’s',
      formatApiKey({ ...others, kind: 'operator' }),
    ),
    visitor(
      'a key that has expired',
      bearer((await createOperatorKey(db, { expiresAt: past })).key),
      invalid(/has expired$/),
    ),
    visitor(
      'a key that was revoked',
      bearer((await createOperatorKey(db, { revokedAt: past })).key),
      invalid(/was revoked$/),
    ),
  ]
}
