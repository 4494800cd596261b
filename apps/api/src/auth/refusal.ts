import type { CredentialId, TenantId } from '@postern/domain'
import type { Caller } from './caller.ts'

/** Why somebody was not let in, or not to what they asked for. */
export type RefusalReason =
  | 'malformed'
  | 'unknown-key'
  | 'wrong-secret'
  | 'wrong-address'
  | 'wrong-certificate'
  | 'revoked'
  | 'expired'
  | 'retired'
  | 'tenant-inactive'
  | 'scope'
  | 'namespace'
  | 'label'
  | 'key-in-url'
  | 'token-condition'
  | 'token-invalid'
  | 'token-used'

export interface Refusal {
  readonly tenantId: TenantId
  readonly credentialId: CredentialId
  /** Whether it is a trust rule, and not a key. */
  readonly isRule?: boolean
  /** Whether the caller proved to hold the key, or a token that the rule takes. */
  readonly isProven: boolean
  /** What it is called, as far as it is proven. */
  readonly credentialName?: string | undefined
  readonly reason: RefusalReason
  readonly caller: Caller
}
