/** Whoever may call the admin app, for tests: operator keys, and people who have signed in. */
import {
  type Account,
  accountId,
  NIL_UUID,
  newUuid,
  operatorKeyId,
  type Role,
  type Tenant,
} from '@postern/domain'
import { issueApiKey, issueToken } from '@postern/server'
import {
  type Db,
  insertAccount,
  insertOperatorKey,
  insertSession,
  type OperatorKey,
  type Session,
  updateAccount,
} from '@postern/store'
import { testHasher } from './world.ts'

export interface Reach {
  readonly role: Role
  /** The only one within reach; all when not given. */
  readonly tenant?: Tenant
}

// As the admin app makes them.
const SESSION_MS = 8 * 60 * 60_000

/** Returns the key's text beside what the database holds; it is a system admin's unless told otherwise. */
export async function createOperatorKey(
  admin: Db,
  draft: Partial<Reach & Pick<OperatorKey, 'expiresAt' | 'revokedAt'>> = {},
): Promise<{ readonly key: string; readonly operatorKey: OperatorKey }> {
  const now = Date.now()
  const issued = issueApiKey(testHasher, 'operator', NIL_UUID, now)
  const { tenant, role = 'system-admin', revokedAt } = draft
  const operatorKey: OperatorKey = {
    id: operatorKeyId(issued.keyId),
    name: 'for tests',
    role,
    tenant: tenant && { id: tenant.id, slug: tenant.slug },
    createdAt: new Date(now),
    expiresAt: draft.expiresAt,
    revokedAt,
    usedAt: undefined,
  }
  await insertOperatorKey(admin, operatorKey, issued.secret)
  await admin
    .updateTable('operator_keys')
    .set({ revoked_at: revokedAt ?? null })
    .where('id', '=', operatorKey.id)
    .execute()
  return { key: issued.text, operatorKey }
}

export interface Person {
  readonly account: Account
  readonly session: Session
  /** Of a request from a page of the app, in the browser where the person signed in. */
  readonly headers: { readonly cookie: string; readonly 'sec-fetch-site': 'same-origin' }
}

export interface PersonDraft extends Reach {
  readonly name?: string
  readonly email?: string
  /** When they signed in; just now when not given, which is fresh. */
  readonly signedInMs?: number
}

/** Somebody who has signed in. There is no password: they are in. */
export async function createPerson(admin: Db, draft: PersonDraft): Promise<Person> {
  const { role, tenant, signedInMs = Date.now() } = draft
  const signedInAt = new Date(signedInMs)
  const id = accountId(newUuid(signedInMs))
  const account: Account = {
    id,
    email: draft.email ?? `${id}@example.com`,
    name: draft.name ?? `A ${role}`,
    role,
    tenantId: tenant?.id,
    state: 'active',
    roleFrom: 'here',
    signsInWith: undefined,
    createdAt: signedInAt,
    signedInAt,
  }
  await insertAccount(admin, account)
  await updateAccount(admin, account)
  return { account, ...(await signInPerson(admin, account, signedInMs)) }
}

/** Another session of the same person. */
export async function signInPerson(
  admin: Db,
  { id }: Account,
  signedInMs = Date.now(),
): Promise<Omit<Person, 'account'>> {
  const signedInAt = new Date(signedInMs)
  const token = issueToken(testHasher, signedInMs)
  const session: Session = {
    id: token.id,
    accountId: id,
    createdAt: signedInAt,
    seenAt: signedInAt,
    expiresAt: new Date(signedInMs + SESSION_MS),
    provedAt: signedInAt,
    address: '127.0.0.1',
    userAgent: undefined,
  }
  await insertSession(admin, session, token.secret)
  const cookie = `postern-session=${token.text}`
  return { session, headers: { cookie, 'sec-fetch-site': 'same-origin' } }
}
