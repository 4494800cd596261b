/** Who comes to the data plane: a credential in every state, in every way in which it can present itself. */
import { randomBytes } from 'node:crypto'
import { createApi } from '@postern/api'
import {
  type ApiKey,
  type Credential,
  formatApiKey,
  NIL_UUID,
  newUuid,
  parseApiKey,
  type Scope,
  scopes,
  type Tenant,
  type TenantState,
} from '@postern/domain'
import { createLogger, issueApiKey } from '@postern/server'
import {
  deleteTenantRows,
  insertNamespace,
  replaceCredential,
  revokeCredential,
  updateTenant,
  withTenant,
} from '@postern/store'
import {
  type CredentialDraft,
  createCredential,
  createSigningKey,
  createTenant,
  type Ending,
  type TwoTenants,
  testHasher,
  twoTenants,
} from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { basic, bearer } from '../support/authorization.ts'
import { type DataPlaneRoute, namesGroup, namesNamespace } from './data-plane-routes.ts'
import type { ExpectedRefusal } from './refusals.ts'

/** By how it presents itself, the headers that do so. */
type Presentations = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Visitor {
  readonly name: string
  readonly presentations: Presentations
  readonly refusal: ExpectedRefusal
  /** Which routes refuse it for this; all that are not open unless given. */
  readonly meets?: (route: DataPlaneRoute) => boolean
  /** Nothing may tell it from the others of whom this is said. */
  readonly isStranger?: true
  /** The key with its id, for who buys tokens with it. */
  readonly client?: { readonly id: string; readonly key: string }
}

export interface DataPlane {
  readonly database: TwoTenants
  readonly app: FastifyInstance
  readonly visitors: readonly Visitor[]
  /** Credentials that may do everything, each in its own tenant. */
  readonly ours: Issued
  readonly theirs: Issued
  /** What the app said, a line each. */
  readonly log: readonly string[]
  /** A new address for each call, so that nobody is throttled. */
  readonly nextAddress: () => string
}

interface Issued {
  readonly key: string
  readonly token: string
  readonly credential: Credential
}

const MINUTE_MS = 60_000

// Documentation addresses; requests come from elsewhere.
const ALLOWED_NETWORK = '192.0.2.0/24'
const ALLOWED_ADDRESS = '192.0.2.1'

export async function openDataPlane(t: Ending): Promise<DataPlane> {
  const clock = { nowMs: Date.now() }
  const database = await twoTenants(t)
  await createSigningKey(database.admin, new Date(clock.nowMs))
  const log: string[] = []
  const app = await createApi({
    db: database.api,
    hasher: testHasher,
    clock: () => clock.nowMs,
    logger: createLogger('debug', { write: (line) => log.push(line) }),
    securityContacts: ['mailto:security@example.com'],
    // More than all tests push to a group, or a sweep in between would be taken for what a request did.
    history: { perGroup: 1_000, days: 30 },
  })
  t.after(() => app.close())
  for (const { id } of [database.acme, database.globex]) {
    await withTenant(database.admin, id, (own) =>
      insertNamespace(own, id, { name: 'blue', createdAt: new Date() }),
    )
  }
  const issue = issuer(database, app)
  const ours = await issue(database.acme, { scopes })
  const theirs = await issue(database.globex, { scopes })
  const visitors = [
    ...(await strangers(database, ours)),
    ...badlyPresented(ours),
    ...(await tooFew(database.acme, issue)),
    ...(await ended(database, issue, new Date(clock.nowMs + MINUTE_MS))),
    ...(await ofShutTenants(database, issue)),
  ]
  // Past all that was to end, and past what the app still believes.
  clock.nowMs += 2 * MINUTE_MS
  let address = 0
  const nextAddress = () => `10.${(++address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`
  return { database, app, visitors, ours, theirs, log, nextAddress }
}

type Issue = (tenant: Tenant, draft: CredentialDraft) => Promise<Issued>

function issuer({ admin }: TwoTenants, app: FastifyInstance): Issue {
  return async (tenant, draft) => {
    const { key, credential } = await createCredential(admin, tenant, draft)
    const reply = await app.inject({
      method: 'POST',
      url: '/oauth2/token',
      remoteAddress: ALLOWED_ADDRESS,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...basic(key, credential.id),
      },
      payload: 'grant_type=client_credentials',
    })
    return { key, credential, token: reply.json<{ access_token: string }>().access_token }
  }
}

function waysOf({ key, token }: Pick<Issued, 'key'> & Partial<Issued>): Presentations {
  const byKey = { bearer: bearer(key), basic: basic(key) }
  return token === undefined ? byKey : { ...byKey, token: bearer(token) }
}

function invalid(says: RegExp): ExpectedRefusal {
  return { status: 401, code: 'credential-invalid', says }
}

/** None of them may learn why, or whether the key, the tenant or anything of it exists. */
async function strangers({ admin, acme, globex }: TwoTenants, ours: Issued): Promise<Visitor[]> {
  const own = partsOf(ours.key)
  const elsewhere = await createCredential(admin, acme, {
    scopes,
    sourceNetworks: [ALLOWED_NETWORK],
  })
  const certified = await createCredential(admin, acme, {
    scopes,
    clientCertificates: ['dns:job.example'],
  })
  const now = Date.now()
  const operator = issueApiKey(testHasher, 'operator', NIL_UUID, now)
  await admin
    .insertInto('operator_keys')
    .values({
      id: operator.keyId,
      name: 'for tests',
      secret_hash: operator.secret.hash,
      pepper_id: operator.secret.pepperId,
      created_at: new Date(),
      expires_at: null,
      revoked_at: null,
    })
    .execute()
  const keys = {
    'a key that never was': issueApiKey(testHasher, 'push', acme.id, now).text,
    'a key of a tenant that never was': issueApiKey(testHasher, 'push', newUuid(now), now).text,
    'a key of no tenant': issueApiKey(testHasher, 'push', NIL_UUID, now).text,
    'a key with another secret': formatApiKey({ ...own, secret: randomBytes(32) }),
    'a key said to be of another tenant': formatApiKey({ ...own, tenantId: globex.id }),
    'a key that poses as an operator’s': formatApiKey({ ...own, kind: 'operator' }),
    'an operator’s key': operator.text,
    'an operator’s key that poses as a tenant’s': formatApiKey({
      ...partsOf(operator.text),
      kind: 'key',
    }),
    'a key outside of its networks': elsewhere.key,
    'a key without its certificate': certified.key,
  }
  return Object.entries(keys).map(([name, key]) => ({
    name,
    presentations: waysOf({ key }),
    refusal: invalid(/^the credential is not known$/),
    isStranger: true,
    client: { id: partsOf(key).keyId, key },
  }))
}

function partsOf(key: string): ApiKey {
  const parts = parseApiKey(key)
  if (!parts) throw new Error('a key of a test cannot be read')
  return parts
}

/** What is no credential is said to be none; nothing else is known of it. */
function badlyPresented({ key, token }: Issued): Visitor[] {
  const wrongSum = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
  const [header, claims] = token.split('.')
  const mistyped = invalid(/mistyped: its checksum does not match$/)
  const malformed = invalid(/^the Authorization header is neither/)
  const authorization = (text: string) => ({ authorization: text })
  return [
    {
      name: 'nobody',
      presentations: {
        nothing: {},
        cookie: { cookie: `session=${key}` },
        header: { 'x-api-key': key },
      },
      refusal: { status: 401, code: 'credential-missing', says: /^send an API key/ },
    },
    {
      name: 'a key with a wrong checksum',
      presentations: waysOf({ key: wrongSum }),
      refusal: mistyped,
    },
    {
      name: 'what is no key',
      presentations: { ...waysOf({ key: 'x' }), shortened: bearer(key.slice(0, 60)) },
      refusal: mistyped,
    },
    {
      name: 'what is no scheme of ours',
      presentations: {
        empty: authorization(''),
        bare: authorization(key),
        scheme: authorization('Bearer'),
        digest: authorization(`Digest username="${key}"`),
        negotiate: authorization(`Negotiate ${key}`),
        two: authorization(`Bearer ${key}, Bearer ${key}`),
        'not base64': authorization('Basic ????'),
        'no colon': authorization(`Basic ${Buffer.from(key).toString('base64')}`),
      },
      refusal: malformed,
    },
    {
      name: 'a token that was not signed by us',
      presentations: {
        none: bearer(`${header}.${claims}.`),
        other: bearer(`${header}.${claims}.${randomBytes(64).toString('base64url')}`),
      },
      refusal: invalid(/^the access token /),
    },
  ]
}

/** Who is known, and may do something, but not this. */
async function tooFew(acme: Tenant, issue: Issue): Promise<Visitor[]> {
  const withoutScope = await Promise.all(
    scopes.map(async (scope: Scope): Promise<Visitor> => {
      const others = scopes.filter((one) => one !== scope)
      return {
        name: `a credential without ${scope}`,
        presentations: waysOf(await issue(acme, { scopes: others })),
        refusal: { status: 403, code: 'scope-insufficient', says: new RegExp(`"${scope}"`) },
        meets: (route) => route.scope === scope,
      }
    }),
  )
  const blue = await issue(acme, { scopes, namespaces: ['blue'] })
  const bound = await issue(acme, { scopes, labelRules: { job: ['other-*'] } })
  return [
    ...withoutScope,
    {
      name: 'a credential for another namespace',
      presentations: waysOf(blue),
      refusal: { status: 403, code: 'namespace-forbidden', says: /"default"/ },
      meets: namesNamespace,
    },
    {
      name: 'a credential for other labels',
      presentations: waysOf(bound),
      refusal: { status: 403, code: 'label-forbidden', says: /whose job is other-\*/ },
      meets: namesGroup,
    },
  ]
}

/** What was good once. */
async function ended({ admin, acme }: TwoTenants, issue: Issue, soon: Date): Promise<Visitor[]> {
  const expired = await issue(acme, { scopes, expiresAt: soon })
  const revoked = await issue(acme, { scopes })
  const retired = await issue(acme, { scopes })
  const successor = await issue(acme, { scopes })
  await withTenant(admin, acme.id, async (own) => {
    await revokeCredential(own, acme.id, revoked.credential.id, soon)
    await replaceCredential(own, retired.credential, successor.credential.id, { at: soon })
  })
  const all = { 'has expired': expired, 'was revoked': revoked, 'was replaced by another': retired }
  return Object.entries(all).map(([words, issued]) => ({
    name: `a credential that ${words}`,
    presentations: waysOf(issued),
    refusal: invalid(new RegExp(`^the credential ${words}$`)),
    client: { id: issued.credential.id, key: issued.key },
  }))
}

async function ofShutTenants({ admin }: TwoTenants, issue: Issue): Promise<Visitor[]> {
  const shut = async (state: TenantState): Promise<Issued> => {
    const tenant = await createTenant(admin, `tenant-${state}`)
    const issued = await issue(tenant, { scopes })
    await withTenant(admin, tenant.id, async (own) => {
      if (state === 'deleted') await deleteTenantRows(own, tenant.id)
      const deletingSince = state === 'suspended' ? undefined : new Date()
      await updateTenant(own, { ...tenant, state, deletingSince })
    })
    return issued
  }
  const closed = await Promise.all(
    (['suspended', 'deleting'] as const).map(async (state): Promise<Visitor> => {
      const issued = await shut(state)
      return {
        name: `a credential of a tenant that is ${state}`,
        presentations: waysOf(issued),
        refusal: {
          status: 403,
          code: 'tenant-suspended',
          says: new RegExp(`^the tenant is ${state}$`),
        },
        client: { id: issued.credential.id, key: issued.key },
      }
    }),
  )
  const gone = await shut('deleted')
  return [
    ...closed,
    {
      name: 'a key of a tenant that is gone',
      presentations: waysOf({ key: gone.key }),
      refusal: invalid(/^the credential is not known$/),
      isStranger: true,
      client: { id: gone.credential.id, key: gone.key },
    },
    {
      name: 'a token of a tenant that is gone',
      presentations: { token: bearer(gone.token) },
      refusal: invalid(/has ended$/),
    },
  ]
}
