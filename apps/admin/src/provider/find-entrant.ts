import {
  type Account,
  type ActContext,
  accountId,
  NO_TENANT,
  newUuid,
  type Tenant,
} from '@postern/domain'
import type { ProviderSettings, RoleMapping } from '@postern/server'
import {
  appendAudit,
  bindSubject,
  type Db,
  deleteWelcomeLinksOf,
  findAccountByEmail,
  findAccountsOfSubject,
  findInvitedAccounts,
  findTenant,
  findTenantBySlug,
  insertAccount,
  lockAccount,
  type TenantDb,
  updateAccount,
} from '@postern/store'
import { showAccount } from '../accounts/show-account.ts'
import type { Identity } from './provider.ts'
import { providerRefused } from './provider.ts'

/** An account that is there, or one that is about to be made. */
export interface Match {
  readonly account: Account | undefined
  readonly tenant: Tenant | undefined
  /** What the provider says that the role is; `undefined` where it was given here. */
  readonly mapping: RoleMapping | undefined
}

/**
 * Which account somebody enters: their own of before, else one to which their verified address was invited, else one
 * that follows from what the provider says of them. Throws `provider-refused` when there is none, or more than one.
 */
export async function findMatch(
  db: Db,
  settings: ProviderSettings,
  identity: Identity,
  slug: string | undefined,
): Promise<Match> {
  const named = slug === undefined ? undefined : await findTenantBySlug(db, slug)
  if (slug !== undefined && !named) throw refused('there is no such tenant')
  const fits = ({ tenantId }: Account) => slug === undefined || tenantId === named?.id
  const known = (await findAccountsOfSubject(db, identity)).filter(fits)
  const given = known.filter(({ roleFrom }) => roleFrom === 'here')
  const invited = given.length > 0 ? given : (await invitedAccounts(db, identity)).filter(fits)
  if (invited.length > 0) return matchOf(db, onlyOne(invited), undefined)

  const mapping = findMapping(settings, identity, slug)
  if (!mapping) throw refused('it was not invited, and no entry of POSTERN_OIDC_ROLES fits')
  const tenant = await tenantOf(db, mapping)
  const account = known.find(({ tenantId }) => tenantId === tenant?.id)
  return { account, tenant, mapping }
}

async function invitedAccounts(db: Db, { verifiedEmail }: Identity): Promise<Account[]> {
  return verifiedEmail === undefined ? [] : findInvitedAccounts(db, verifiedEmail)
}

function onlyOne(accounts: readonly Account[]): Account {
  const [account, another] = accounts
  if (!account || another) throw refused('it has several accounts; name the tenant')
  return account
}

async function matchOf(db: Db, account: Account, mapping: RoleMapping | undefined): Promise<Match> {
  const tenant = account.tenantId && (await findTenant(db, account.tenantId))
  return { account, tenant, mapping }
}

function findMapping(
  { roles }: ProviderSettings,
  { values }: Identity,
  slug: string | undefined,
): RoleMapping | undefined {
  return roles.find(
    ({ value, tenant }) => values.includes(value) && (slug === undefined || tenant === slug),
  )
}

async function tenantOf(db: Db, { tenant: slug }: RoleMapping): Promise<Tenant | undefined> {
  if (slug === undefined) return undefined
  const tenant = await findTenantBySlug(db, slug)
  if (tenant) return tenant
  throw refused(`POSTERN_OIDC_ROLES names the tenant ${slug}, which does not exist`)
}

/** The account as it is to be from now on. Throws `provider-refused` for one that was suspended. */
export async function enterAccount(
  own: TenantDb,
  { account: seen, tenant, mapping }: Match,
  identity: Identity,
  context: ActContext,
): Promise<Account> {
  if (!seen) return makeAccount(own, tenant, mapping, identity, context)
  const before = await lockAccount(own, seen.id)
  if (!before || before.state === 'suspended') throw refused('the account was suspended or deleted')
  const after: Account = {
    ...before,
    state: 'active',
    role: mapping?.role ?? before.role,
    signsInWith: 'provider',
  }
  if (before.signsInWith !== 'provider') {
    await bindSubject(own, after.id, identity)
    await deleteWelcomeLinksOf(own, after.id)
  }
  if (before.state === after.state && before.role === after.role) return after
  await updateAccount(own, after)
  await note(
    own,
    before.state === 'invited' ? 'account.join' : 'account.update',
    after,
    context,
    before,
  )
  return after
}

async function makeAccount(
  own: TenantDb,
  tenant: Tenant | undefined,
  mapping: RoleMapping | undefined,
  identity: Identity,
  context: ActContext,
): Promise<Account> {
  const { email, name = email } = identity
  if (!mapping || email === undefined || name === undefined) {
    throw refused('it tells no e-mail address; ask for the scope "email"')
  }
  if (await findAccountByEmail(own, tenant?.id ?? NO_TENANT, email)) {
    throw refused('the address has an account already, which is not of the provider')
  }
  const { nowMs } = context
  const account: Account = {
    id: accountId(newUuid(nowMs)),
    email,
    name,
    role: mapping.role,
    tenantId: tenant?.id,
    state: 'active',
    roleFrom: 'provider',
    signsInWith: 'provider',
    createdAt: new Date(nowMs),
    signedInAt: undefined,
  }
  await insertAccount(own, account)
  await bindSubject(own, account.id, identity)
  await note(own, 'account.join', account, context)
  return account
}

function note(
  own: TenantDb,
  action: 'account.join' | 'account.update',
  after: Account,
  { actor, nowMs }: ActContext,
  before?: Account,
): Promise<void> {
  const { id, name } = after
  const context = { actor: { ...actor, kind: 'account', id, name }, nowMs } as const
  return appendAudit(own, after.tenantId ?? NO_TENANT, context, {
    action,
    target: { kind: 'account', id },
    before: before && showAccount(before),
    after: showAccount(after),
  })
}

function refused(why: string) {
  return providerRefused(new Error(why))
}
