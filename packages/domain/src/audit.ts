/** What was done and by whom, as the audit keeps it. */
import { NIL_UUID } from './api-key.ts'
import { type TenantId, tenantId } from './ids.ts'

/** The chain of what operators do that belongs to no tenant. */
export const NO_TENANT: TenantId = tenantId(NIL_UUID)

export const auditActorKinds = ['operator', 'account', 'credential', 'anonymous', 'system'] as const

/** Who acts: an operator key, a person's account, a credential of the tenant, somebody unknown, or Postern itself. */
export type AuditActorKind = (typeof auditActorKinds)[number]

export interface AuditActor {
  readonly kind: AuditActorKind
  /** The id of the key, account or credential. */
  readonly id: string | undefined
  /** What it is called now: it may be gone when somebody reads the audit. */
  readonly name: string | undefined
  readonly requestId: string | undefined
  readonly address: string | undefined
  readonly userAgent: string | undefined
}

/** Who does something, and when: what every management act is told, so that it can say so in the audit. */
export interface ActContext {
  readonly actor: AuditActor
  readonly nowMs: number
  /** Entity tags (RFC 9110 section 13.1.1): the act is for what has one of these and nothing else. */
  readonly ifMatch?: string | undefined
}

/** Every action that an event may name: what it is about, a dot, what was done. */
export const auditActions = [
  'tenant.create',
  'tenant.update',
  'tenant.suspend',
  'tenant.resume',
  'tenant.delete',
  'tenant.undelete',
  'tenant.purge',
  'tenant.wipe',
  'tenant.export',
  'namespace.create',
  'namespace.update',
  'namespace.wipe',
  'group.read',
  'group.delete',
  'group.retain',
  'groups.delete',
  'groups.retain',
  'limits.update',
  'limit.near',
  'limit.reach',
  'retention.update',
  'credential.create',
  'credential.rotate',
  'credential.revoke',
  'credential.exposed',
  'credential.reuse',
  'trust-rule.create',
  'trust-rule.update',
  'trust-rule.delete',
  'series.update',
  'check.create',
  'check.update',
  'check.delete',
  'check.pause',
  'check.resume',
  'signing-key.rotate',
  'signing-key.revoke',
  'operator-key.create',
  'operator-key.revoke',
  'authentication.refuse',
  'act.refuse',
  'audit.expire',
  'account.invite',
  'account.join',
  'account.update',
  'account.reset',
  'account.delete',
  'set-up-link.create',
  'session.begin',
  'session.confirm',
  'session.end',
  'sign-in.refuse',
  'password.change',
  'totp.change',
  'recovery-code.use',
  'recovery-codes.renew',
] as const

export type AuditAction = (typeof auditActions)[number]

export const auditTargetKinds = [
  'tenant',
  'namespace',
  'group',
  'credential',
  'operator-key',
  'trust-rule',
  'check',
  'signing-key',
  'limits',
  'retention',
  'account',
  'set-up-link',
  'audit',
] as const

export type AuditTargetKind = (typeof auditTargetKinds)[number]

export const auditOutcomes = ['done', 'refused'] as const

export type AuditOutcome = (typeof auditOutcomes)[number]

/** One act, about to be added to a chain. States are JSON without secrets. */
export interface AuditAct {
  readonly action: AuditAction
  readonly target: { readonly kind: AuditTargetKind; readonly id: string }
  readonly before?: object | undefined
  readonly after?: object | undefined
  /** `done` when not given. */
  readonly outcome?: AuditOutcome
  readonly reason?: string | undefined
}

/** What a program does by itself, outside of any request. */
export function systemContext(nowMs: number): ActContext {
  return {
    actor: {
      kind: 'system',
      id: undefined,
      name: undefined,
      requestId: undefined,
      address: undefined,
      userAgent: undefined,
    },
    nowMs,
  }
}
