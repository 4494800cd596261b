import type { CredentialId, TenantId } from '@postern/domain'
import type { TenantDb } from './with-tenant.ts'

export interface UsedToken {
  readonly tenantId: TenantId
  readonly ruleId: CredentialId
  /** SHA-256 of its jti. */
  readonly jtiHash: Buffer
  readonly expiresAt: Date
}

/** Notes that a token was taken; false when it was before. Those that have expired are forgotten on the way. */
export async function takeToken(db: TenantDb, token: UsedToken, now: Date): Promise<boolean> {
  await db
    .deleteFrom('used_tokens')
    .where('tenant_id', '=', token.tenantId)
    .where('expires_at', '<', now)
    .execute()
  const result = await db
    .insertInto('used_tokens')
    .values({
      tenant_id: token.tenantId,
      rule_id: token.ruleId,
      jti_hash: token.jtiHash,
      expires_at: token.expiresAt,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}
