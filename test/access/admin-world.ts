/** An admin app with two tenants that have one of everything, and whoever may knock at it. */
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import {
  formatApiKey,
  NIL_UUID,
  newUuid,
  parseApiKey,
  type Role,
  roles,
  scopes,
  type Tenant,
} from '@postern/domain'
import { createLogger, issueApiKey } from '@postern/server'
import {
  type Db,
  insertNamespace,
  listSigningKeys,
  updateAccount,
  updateTenant,
  withTenant,
} from '@postern/store'
import {
  createCredential,
  createOperatorKey,
  createPerson,
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
  /** For each role of a tenant, the ways in which somebody of acme may come who has it. */
  readonly members: readonly Member[]
  readonly secrets: readonly string[]
  readonly log: readonly string[]
  readonly nextAddress: () => string
}

interface AdminVisitor {
  readonly name: string
  readonly headers: Headers
  readonly refusal: ExpectedRefusal
  /** Nothing may tell it from the others of whom this is said. */
  readonly isStranger?: true
  /** Which calls refuse it for this; all unless given. */
  readonly meets?: (route: AdminRoute) => boolean
}

/** Somebody of acme: a script with a key, or a person who signed in. */
interface Member {
  readonly role: Role
  readonly how: 'key' | 'session'
  readonly headers: Headers
}

type Headers = Readonly<Record<string, string>>

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
  const operatorKey = (await createOperatorKey(admin)).key
  const shared = {
    'signing-keys/:id': signingKey?.id ?? '',
    'operator-keys/:id': (await createOperatorKey(admin)).operatorKey.id,
    'sessions/:id': newUuid(Date.now()),
    'snippets/:id': 'curl',
  }
  await holdGroups(database)
  const ask = asOperator(app, operatorKey)
  const ours = { ...(await oneOfEach(database, acme, ask)), ...shared }
  const theirs = { ...(await oneOfEach(database, globex, ask)), ...shared }
  const tenantKey = (await createCredential(admin, acme, { scopes })).key
  const visitors = [
    ...(await visitorsOf(admin, operatorKey, tenantKey)),
    ...(await peopleAtTheDoor(admin)),
  ]
  let address = 0
  return {
    database,
    app,
    operatorKey,
    ours,
    theirs,
    none: {
      'accounts/:id': newUuid(Date.now()),
      'checks/:id': newUuid(Date.now()),
      'credentials/:id': newUuid(Date.now()),
      'groups/:namespace/:id': `never/${'x'.repeat(43)}`,
      'namespaces/:name': 'never',
      'operator-keys/:id': newUuid(Date.now()),
      'sessions/:id': newUuid(Date.now()),
      'signing-keys/:id': newUuid(Date.now()),
      'snippets/:id': 'never',
      'trust-rules/:id': newUuid(Date.now()),
    },
    members: await membersOf(database),
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

type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<string>

/** Calls as the operator; what the first `id` of the answer is. */
function asOperator(app: FastifyInstance, key: string): Ask {
  return async (method, path, body) => {
    const url = `/api/v1/tenants/${path}`
    const reply = await app.inject({
      method,
      url,
      headers: bearer(key),
      ...(body && { payload: body }),
    })
    const [, id] = /"id":"([^"]+)"/.exec(reply.body) ?? []
    if (id === undefined) throw new Error(`${url}: ${reply.statusCode} ${reply.body}`)
    return id
  }
}

/** Each tenant has pushed once. */
async function holdGroups({ admin, api, acme, globex }: TwoTenants): Promise<void> {
  const logger = createLogger('silent')
  const app = await createApi({ db: api, hasher: testHasher, clock: Date.now, logger })
  for (const tenant of [acme, globex]) {
    const { key } = await createCredential(admin, tenant, { scopes: ['push'] })
    const url = `/metrics/job/backup/of/${tenant.slug}`
    await app.inject({ method: 'PUT', url, headers: bearer(key), payload: 'held 1\n' })
  }
  await app.close()
}

type Shared = 'signing-keys/:id' | 'operator-keys/:id' | 'sessions/:id' | 'snippets/:id'

/** The namespace has another name in each tenant, so that one cannot be taken for the other. */
async function oneOfEach(
  { admin }: TwoTenants,
  tenant: Tenant,
  ask: Ask,
): Promise<Omit<Things, Shared>> {
  const { slug } = tenant
  const namespace = `of-${slug}`
  const now = new Date()
  await withTenant(admin, tenant.id, (own) =>
    insertNamespace(own, tenant.id, { name: namespace, createdAt: now }),
  )
  const { credential } = await createCredential(admin, tenant, { scopes: ['push'] })
  const { account } = await createPerson(admin, { role: 'tenant-viewer', tenant })
  const groups = await ask('GET', `${slug}/groups`)
  return {
    'accounts/:id': account.id,
    'checks/:id': await ask('POST', `${slug}/checks`, {
      name: `of-${slug}`,
      schedule: { period: '1d' },
    }),
    'credentials/:id': credential.id,
    'groups/:namespace/:id': `default/${groups}`,
    'namespaces/:name': namespace,
    'trust-rules/:id': await ask('POST', `${slug}/trust-rules`, {
      name: `of ${slug}`,
      issuer: 'https://token.actions.githubusercontent.com',
      conditions: { repository_id: ['1'] },
      scopes: ['push'],
      namespaces: ['*'],
    }),
  }
}

async function membersOf({ admin, acme: tenant }: TwoTenants): Promise<Member[]> {
  const members = roles
    .filter((role) => role !== 'system-admin')
    .map(
      async (role): Promise<Member[]> => [
        {
          role,
          how: 'key',
          headers: bearer((await createOperatorKey(admin, { role, tenant })).key),
        },
        { role, how: 'session', headers: (await createPerson(admin, { role, tenant })).headers },
      ],
    )
  return (await Promise.all(members)).flat()
}

const MINUTE_MS = 60_000

/** Browsers: with a cookie that opens nothing, or with a good one where it must not count. */
async function peopleAtTheDoor(db: Db): Promise<AdminVisitor[]> {
  const person = (minutesAgo: number) =>
    createPerson(db, { role: 'system-admin', signedInMs: Date.now() - minutesAgo * MINUTE_MS })
  const good = await person(0)
  const other = await person(0)
  const suspended = await person(0)
  await updateAccount(db, { ...suspended.account, state: 'suspended' })
  const ended = { status: 401, code: 'session-ended' } as const
  const foreign = { status: 403, code: 'cross-site-request' } as const
  const { cookie } = good.headers
  const fromOwnPage = { 'sec-fetch-site': 'same-origin' }
  const shortened = cookie.slice(0, -2)
  const isChange = ({ route }: AdminRoute) => !route.startsWith('GET ')
  return [
    {
      name: 'a cookie that opens nothing',
      headers: { cookie: `${shortened}xx`, ...fromOwnPage },
      refusal: ended,
    },
    {
      name: 'two cookies, of which one may be planted',
      headers: { cookie: `${cookie}; ${other.headers.cookie}`, ...fromOwnPage },
      refusal: { status: 401, code: 'credential-missing' },
    },
    {
      name: 'a session of nine hours ago',
      headers: (await person(9 * 60)).headers,
      refusal: ended,
    },
    {
      name: 'a session of which nothing was heard for half an hour',
      headers: (await person(31)).headers,
      refusal: ended,
    },
    { name: 'a session of a suspended account', headers: suspended.headers, refusal: ended },
    {
      name: 'a good cookie, sent by a page of another site',
      headers: { cookie, 'sec-fetch-site': 'cross-site' },
      refusal: foreign,
      meets: isChange,
    },
    {
      name: 'a good cookie, sent by a page of a neighbouring site',
      headers: { cookie, 'sec-fetch-site': 'same-site' },
      refusal: foreign,
      meets: isChange,
    },
    {
      name: 'a good cookie from another origin',
      headers: { cookie, origin: 'https://other.example' },
      refusal: foreign,
      meets: isChange,
    },
    {
      name: 'a good cookie, of which nobody tells where it comes from',
      headers: { cookie },
      refusal: foreign,
      meets: isChange,
    },
    {
      name: 'a person who signed in a while ago',
      headers: (await person(10)).headers,
      refusal: { status: 403, code: 'fresh-sign-in-required' },
      meets: ({ isFresh }) => isFresh,
    },
  ]
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
