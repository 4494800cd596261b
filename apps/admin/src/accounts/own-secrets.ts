import type * as contract from '@postern/contract'
import { type Account, type ActContext, type AuditAction, NO_TENANT } from '@postern/domain'
import {
  appendAudit,
  deleteSessions,
  findSecrets,
  listRecoveryCodes,
  replaceRecoveryCodes,
  saveNextTotp,
  savePassword,
  saveTotp,
  type TenantDb,
  withTenant,
} from '@postern/store'
import type { AccountCaller } from '../access/caller.ts'
import { invalidRequest } from '../invalid-request.ts'
import { checkPassword } from '../sign-in/check-password.ts'
import { newRecoveryCodes } from '../sign-in/recovery-codes.ts'
import type { SignInDeps } from '../sign-in/sign-in.ts'
import { base32, matchTotp, newTotpSecret, totpUri } from '../sign-in/totp.ts'

/** Whoever else is signed in as this person, is so no more. Throws `request-invalid` for a poor password. */
export async function changePassword(
  { db, passwords }: SignInDeps,
  { account, session }: AccountCaller,
  password: string,
  context: ActContext,
): Promise<void> {
  checkPassword(password, account.email)
  const stored = await passwords.hash(password)
  await change(db, account, 'password.change', context, async (own) => {
    await savePassword(own, account.id, stored)
    await deleteSessions(own, account.id, session.id)
  })
}

/** Makes the secret of another app; the one before counts until `changeTotp`. */
export async function beginTotpChange(
  { db, vault }: SignInDeps,
  { account }: AccountCaller,
): Promise<contract.Totp> {
  const secret = newTotpSecret()
  await saveNextTotp(db, account.id, vault.seal(secret, account.id))
  return { secret: base32(secret), uri: totpUri(secret, account.email) }
}

/** Throws `request-invalid` for a code that is not the other app's. */
export async function changeTotp(
  { db, vault }: SignInDeps,
  { account, session }: AccountCaller,
  code: string,
  context: ActContext,
): Promise<void> {
  const wrong = invalidRequest('body', '/code', 'is not what the new authenticator app shows now')
  const next = (await findSecrets(db, account.id))?.nextTotp
  const step = next && matchTotp(vault.open(next, account.id), code, context.nowMs)
  if (!next || step === undefined) throw wrong
  await change(db, account, 'totp.change', context, async (own) => {
    await saveTotp(own, account.id, next, step)
    await deleteSessions(own, account.id, session.id)
  })
}

export async function countRecoveryCodes(
  { db }: SignInDeps,
  { account }: AccountCaller,
): Promise<number> {
  return (await listRecoveryCodes(db, account.id)).length
}

export async function renewRecoveryCodes(
  { db, hasher }: SignInDeps,
  { account }: AccountCaller,
  context: ActContext,
): Promise<readonly string[]> {
  const { codes, hashes } = newRecoveryCodes(hasher)
  await change(db, account, 'recovery-codes.renew', context, (own) =>
    replaceRecoveryCodes(own, account.id, hashes),
  )
  return codes
}

function change(
  db: SignInDeps['db'],
  { id, tenantId }: Account,
  action: AuditAction,
  context: ActContext,
  write: (own: TenantDb) => Promise<void>,
): Promise<void> {
  const chain = tenantId ?? NO_TENANT
  return withTenant(db, chain, async (own) => {
    await write(own)
    await appendAudit(own, chain, context, { action, target: { kind: 'account', id } })
  })
}
