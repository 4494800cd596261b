import type * as contract from '@postern/contract'
import type { Account, Role } from '@postern/domain'
import {
  findAccount,
  findTenant,
  keepLinkTotp,
  type SealedTotp,
  type StoredWelcomeLink,
} from '@postern/store'
import { base32, newTotpSecret, totpUri } from '../sign-in/totp.ts'
import type { WelcomeDeps } from './make-link.ts'
import { linkNotFound, openLink } from './open-link.ts'

/** What the first account is for. */
export const SET_UP_ROLE: Role = 'system-admin'

/** Tells what a link is for, with the secret for an authenticator app, which stays the same until the link is used. */
export async function readWelcome(deps: WelcomeDeps, token: string): Promise<contract.Welcome> {
  const link = await openLink(deps, token, deps.clock())
  const account = link.accountId && (await findAccount(deps.db, link.accountId))
  if (link.accountId && !account) throw linkNotFound()
  const tenant = account?.tenantId && (await findTenant(deps.db, account.tenantId))
  const secret = deps.vault.open(await totpOf(deps, link), link.id)
  return {
    purpose: link.purpose,
    email: account?.email ?? null,
    name: account?.name ?? null,
    role: account?.role ?? SET_UP_ROLE,
    tenant: tenant?.slug ?? null,
    totp: { secret: base32(secret), uri: totpUri(secret, whoOf(deps, account)) },
    expiresAt: link.expiresAt.toISOString(),
  }
}

async function totpOf(deps: WelcomeDeps, link: StoredWelcomeLink): Promise<SealedTotp> {
  if (link.totp) return link.totp
  const kept = await keepLinkTotp(deps.db, link.id, deps.vault.seal(newTotpSecret(), link.id))
  if (!kept) throw linkNotFound()
  return kept
}

/** How the app lists it, beside those of other services. */
function whoOf({ adminUrl }: WelcomeDeps, account: Account | undefined): string {
  return account?.email ?? new URL(adminUrl).host
}
