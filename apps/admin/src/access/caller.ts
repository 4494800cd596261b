import type { Role, TenantId } from '@postern/domain'

/** Who calls the control plane, and what they may do. */
export interface Caller {
  /** As the audit names them. */
  readonly kind: 'operator'
  readonly id: string
  readonly role: Role
  /** The only tenant that they reach; `undefined` for all. */
  readonly tenant: OwnTenant | undefined
}

export interface OwnTenant {
  readonly id: TenantId
  readonly slug: string
}
