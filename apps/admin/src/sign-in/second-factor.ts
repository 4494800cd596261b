import { type Account, type ActContext, NO_TENANT } from '@postern/domain'
import type { KeyHasher, Sealed, Sealer } from '@postern/server'
import {
  appendAudit,
  listRecoveryCodes,
  type SealedTotp,
  saveTotp,
  type TenantDb,
  takeRecoveryCode,
  takeTotpStep,
} from '@postern/store'
import { matchRecoveryCode } from './recovery-codes.ts'
import { matchTotp } from './totp.ts'

/** Seals secrets of authenticator apps; what is sealed for one account or link is of no use in another. */
export class TotpVault {
  readonly #sealer: Sealer

  constructor(hasher: KeyHasher) {
    this.#sealer = hasher.sealer('totp secrets')
  }

  seal(secret: Buffer, owner: string): Sealed {
    return this.#sealer.seal(secret, owner)
  }

  /** Throws when the pepper is another one than it was sealed under: nobody could sign in, and the log says why. */
  open(sealed: SealedTotp, owner: string): Buffer {
    const secret = this.#sealer.open(sealed, owner)
    if (secret) return secret
    throw new Error('the secret of an authenticator app cannot be opened with this pepper')
  }
}

export interface SecondFactorDeps {
  readonly hasher: KeyHasher
  readonly vault: TotpVault
}

/** Takes a code, of the app or for recovery, and uses it up; false when it is none, or was used before. */
export async function takeSecondFactor(
  deps: SecondFactorDeps,
  db: TenantDb,
  account: Account,
  totp: SealedTotp,
  code: string,
  context: ActContext,
): Promise<boolean> {
  if (!/^\d{6}$/.test(code)) return useRecoveryCode(deps, db, account, code, context)
  const secret = deps.vault.open(totp, account.id)
  const step = matchTotp(secret, code, context.nowMs)
  if (step === undefined || !(await takeTotpStep(db, account.id, step))) return false
  if (!deps.hasher.isCurrent(totp)) {
    await saveTotp(db, account.id, deps.vault.seal(secret, account.id), step)
  }
  return true
}

async function useRecoveryCode(
  { hasher }: SecondFactorDeps,
  db: TenantDb,
  account: Account,
  code: string,
  context: ActContext,
): Promise<boolean> {
  const left = await listRecoveryCodes(db, account.id)
  const found = matchRecoveryCode(hasher, code, left)
  if (!found || !(await takeRecoveryCode(db, account.id, found.hash))) return false
  await appendAudit(db, account.tenantId ?? NO_TENANT, context, {
    action: 'recovery-code.use',
    target: { kind: 'account', id: account.id },
    after: { left: left.length - 1 },
  })
  return true
}
