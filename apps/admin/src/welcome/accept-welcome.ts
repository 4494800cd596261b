import type { WelcomeDraft } from '@postern/contract'
import {
  type Account,
  type ActContext,
  accountId,
  NO_TENANT,
  newUuid,
  normalEmail,
} from '@postern/domain'
import {
  appendAudit,
  deleteSessions,
  deleteWelcomeLinksOf,
  findAccount,
  findTenant,
  insertAccount,
  lockAccount,
  replaceRecoveryCodes,
  type StoredPassword,
  type StoredWelcomeLink,
  savePassword,
  saveTotp,
  type TenantDb,
  takeWelcomeLink,
  updateAccount,
  withTenant,
} from '@postern/store'
import type { FastifyRequest } from 'fastify'
import type { OwnTenant } from '../access/caller.ts'
import { showAccount } from '../accounts/show-account.ts'
import { personContext } from '../act-context.ts'
import { invalidRequest } from '../invalid-request.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import { checkPassword } from '../sign-in/check-password.ts'
import { newRecoveryCodes } from '../sign-in/recovery-codes.ts'
import { matchTotp } from '../sign-in/totp.ts'
import type { WelcomeDeps } from './make-link.ts'
import { linkNotFound, openLink } from './open-link.ts'
import { SET_UP_ROLE } from './read-welcome.ts'

export interface Welcomed {
  readonly begun: BegunSession
  readonly recoveryCodes: readonly string[]
}

interface Newcomer {
  readonly account: Account
  readonly tenant: OwnTenant | undefined
}

interface ProvenTotp {
  readonly secret: Buffer
  /** The step of the code that proved it: it is used with that. */
  readonly step: number
}

/**
 * Uses a link up: the person has the password and the second factor from now on, and a session. Throws `link-not-found`,
 * `account-exists`, and `request-invalid` for a poor password or a wrong code.
 */
export async function acceptWelcome(
  deps: WelcomeDeps,
  request: FastifyRequest,
  draft: WelcomeDraft,
): Promise<Welcomed> {
  const nowMs = deps.clock()
  const link = await openLink(deps, draft.token, nowMs)
  const { account, tenant } = await newcomerOf(deps, link, draft, nowMs)
  checkPassword(draft.password, account.email)
  const totp = proveTotp(deps, link, draft.code, nowMs)
  const password = await deps.passwords.hash(draft.password)
  const { id, name } = account
  const context = personContext(request, nowMs, { id, name: draft.name ?? name })
  const recovery = newRecoveryCodes(deps.hasher)
  const begun = await withTenant(deps.db, account.tenantId ?? NO_TENANT, async (own) => {
    if (!(await takeWelcomeLink(own, link.id))) throw linkNotFound()
    const active = await settle(own, link, account, draft.name, context)
    await equip(deps, own, active, password, totp)
    await replaceRecoveryCodes(own, active.id, recovery.hashes)
    const entrant = { account: active, tenant, provedAt: new Date(nowMs) }
    return beginSession(deps, own, request, entrant, context)
  })
  return { begun, recoveryCodes: recovery.codes }
}

/** Whom the link is for; at set-up somebody new. */
async function newcomerOf(
  { db }: WelcomeDeps,
  link: StoredWelcomeLink,
  { email, name }: WelcomeDraft,
  nowMs: number,
): Promise<Newcomer> {
  if (link.accountId === undefined) {
    if (email === undefined) throw invalidRequest('body', '/email', 'is missing')
    const account = firstAdmin(normalEmail(email), name, nowMs)
    return { account, tenant: undefined }
  }
  const account = await findAccount(db, link.accountId)
  if (!account) throw linkNotFound()
  const tenant = account.tenantId && (await findTenant(db, account.tenantId))
  return { account, tenant: tenant && { id: tenant.id, slug: tenant.slug } }
}

function firstAdmin(email: string, name: string | undefined, nowMs: number): Account {
  return {
    id: accountId(newUuid(nowMs)),
    email,
    name: name ?? email,
    role: SET_UP_ROLE,
    tenantId: undefined,
    state: 'active',
    roleFrom: 'here',
    signsInWith: 'password',
    createdAt: new Date(nowMs),
    signedInAt: undefined,
  }
}

function proveTotp(
  { vault }: WelcomeDeps,
  link: StoredWelcomeLink,
  code: string,
  nowMs: number,
): ProvenTotp {
  const secret = link.totp && vault.open(link.totp, link.id)
  const step = secret && matchTotp(secret, code, nowMs)
  if (secret && step !== undefined) return { secret, step }
  throw invalidRequest('body', '/code', 'is not what the authenticator app shows now')
}

/** The account as it is from now on; all that opened it before is of no use. Throws `account-exists`. */
async function settle(
  own: TenantDb,
  link: StoredWelcomeLink,
  account: Account,
  name: string | undefined,
  context: ActContext,
): Promise<Account> {
  if (link.accountId === undefined) {
    await insertAccount(own, account)
    await noteJoin(own, undefined, account, context)
    return account
  }
  const before = await lockAccount(own, account.id)
  // A reset does not let in who was suspended meanwhile.
  if (!before || before.state === 'suspended') throw linkNotFound()
  const after: Account = {
    ...before,
    name: name ?? before.name,
    state: 'active',
    signsInWith: 'password',
  }
  await updateAccount(own, after)
  await deleteSessions(own, before.id, undefined)
  await deleteWelcomeLinksOf(own, before.id)
  await noteJoin(own, before, after, context)
  return after
}

function noteJoin(
  own: TenantDb,
  before: Account | undefined,
  after: Account,
  context: ActContext,
): Promise<void> {
  return appendAudit(own, after.tenantId ?? NO_TENANT, context, {
    action: 'account.join',
    target: { kind: 'account', id: after.id },
    before: before && showAccount(before),
    after: showAccount(after),
  })
}

async function equip(
  { vault }: WelcomeDeps,
  own: TenantDb,
  { id }: Account,
  password: StoredPassword,
  { secret, step }: ProvenTotp,
): Promise<void> {
  await savePassword(own, id, password)
  await saveTotp(own, id, vault.seal(secret, id), step)
}
