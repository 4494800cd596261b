import type { AccountId, TenantId } from './ids.ts'
import { includesRole, type Role } from './role.ts'

export const accountStates = ['invited', 'active', 'suspended'] as const

/** Invited until the first sign-in; a suspended one cannot sign in. */
export type AccountState = (typeof accountStates)[number]

export const roleSources = ['here', 'provider'] as const

/** Who says what the role of an account is: somebody in the control plane, or the provider at each sign-in. */
export type RoleSource = (typeof roleSources)[number]

export type SignInWay = 'password' | 'provider'

/** A person who may sign in to the control plane, without anything that is secret. */
export interface Account {
  readonly id: AccountId
  /** In small letters. */
  readonly email: string
  readonly name: string
  readonly role: Role
  /** The only tenant within reach; `undefined` for all. */
  readonly tenantId: TenantId | undefined
  readonly state: AccountState
  readonly roleFrom: RoleSource
  /** `undefined` before the first sign-in. */
  readonly signsInWith: SignInWay | undefined
  readonly createdAt: Date
  readonly signedInAt: Date | undefined
}

/** Addresses that differ in case only reach the same person. */
export function normalEmail(email: string): string {
  return email.toLowerCase()
}

/** Those who can let others in: to make one takes a fresh sign-in. */
export function isAdmin(role: Role): boolean {
  return includesRole(role, 'tenant-admin')
}
