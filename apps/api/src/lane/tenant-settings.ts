/**
 * What a replica must know of a tenant besides its groups, as exactly as those: it is read in the transaction or snapshot
 * in which the head says that it changed, so that no push is taken under what was said before.
 */
import {
  noPolicies,
  type RetentionPolicies,
  type SystemRetention,
  type TenantId,
} from '@postern/domain'
import { findRetention, type TenantDb } from '@postern/store'

export interface TenantSettings {
  /** The head's settings version when they were read. */
  readonly version: number
  readonly retention: RetentionPolicies
}

/** Of a tenant about which nothing was ever said. */
export function noSettings(system: SystemRetention): TenantSettings {
  return { version: 0, retention: noPolicies(system) }
}

/** Needs a transaction in which the head does not move: its lock, or a snapshot. */
export async function readSettings(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
  system: SystemRetention,
): Promise<TenantSettings> {
  if (version === 0) return noSettings(system)
  return { version, retention: await findRetention(db, tenantId, system) }
}
