import type { Account, Role, TenantId } from '@postern/domain'
import type { OperatorKey, Session } from '@postern/store'

/** Who calls the control plane, and what they may do. */
export type Caller = OperatorCaller | AccountCaller

interface Reach {
  readonly id: string
  readonly role: Role
  /** The only tenant that they reach; `undefined` for all. */
  readonly tenant: OwnTenant | undefined
}

export interface OwnTenant {
  readonly id: TenantId
  readonly slug: string
}

/** A script, with an operator key. */
export interface OperatorCaller extends Reach {
  /** As the audit names it. */
  readonly kind: 'operator'
  readonly key: OperatorKey
}

/** A person who signed in. */
export interface AccountCaller extends Reach {
  readonly kind: 'account'
  readonly account: Account
  readonly session: Session
}
