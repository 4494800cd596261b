import { newUuid, PURGE_AFTER_MS, systemContext, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  deleteAccountsOf,
  deleteSomeGroups,
  deleteTenantRows,
  giveLease,
  listTenantsToPurge,
  lockTenant,
  revokeOperatorKeysOf,
  type TenantDb,
  takeLease,
  updateTenant,
  withTenant,
} from '@postern/store'
import type { FastifyInstance } from 'fastify'

export interface PurgeDeps {
  readonly db: Db
  readonly clock: () => number
}

const HOUR_MS = 60 * 60 * 1_000

// Longer than the largest tenant takes; who dies meanwhile is followed by another after this.
const LEASE_MS = 30 * 60 * 1_000

// Some seconds' worth, below what a statement may take.
const GROUPS_PER_STATEMENT = 5_000

/** Purges what is due now and then. A round that fails is made up for by the next. */
export function keepPurging(app: FastifyInstance, deps: PurgeDeps): void {
  const holder = newUuid(deps.clock())
  const round = async () => {
    try {
      await purgeTenants(deps, holder)
    } catch (error) {
      app.log.warn({ err: error }, 'tenants were not purged')
    }
  }
  const timer = setInterval(() => void round(), HOUR_MS)
  timer.unref()
  app.addHook('onReady', round)
  app.addHook('onClose', async () => clearInterval(timer))
}

/** Purges every tenant whose time has come, unless another process does so now. Returns how many there were. */
export async function purgeTenants({ db, clock }: PurgeDeps, holder: string): Promise<number> {
  const lease = { name: 'purge-tenants', holder }
  const now = clock()
  if (!(await takeLease(db, lease, LEASE_MS))) return 0
  try {
    const due = await listTenantsToPurge(db, new Date(now - PURGE_AFTER_MS))
    for (const tenant of due) await purgeTenant(db, tenant, now)
    return due.length
  } finally {
    await giveLease(db, lease)
  }
}

async function purgeTenant(db: Db, { id, slug }: Tenant, nowMs: number): Promise<void> {
  /**
   * Does some of it, if that is still wanted, and then nobody can take the deletion back meanwhile: others are purged
   * before this tenant, and once it is taken back, pushes come in again.
   */
  const whileDue = (work: (own: TenantDb, tenant: Tenant) => Promise<boolean>) =>
    withTenant(db, id, async (own) => {
      const tenant = await lockTenant(own, id)
      return tenant !== undefined && isDue(tenant, nowMs) && work(own, tenant)
    })
  // Taken back in the middle of this: some groups are gone, and are pushed again.
  while (await whileDue((own) => deleteSomeGroups(own, id, GROUPS_PER_STATEMENT)));
  await whileDue(async (own, tenant) => {
    await deleteTenantRows(own, id)
    await deleteAccountsOf(own, id)
    await revokeOperatorKeysOf(own, id, new Date(nowMs))
    await updateTenant(own, { ...tenant, state: 'deleted' })
    await appendAudit(own, id, systemContext(nowMs), {
      action: 'tenant.purge',
      target: { kind: 'tenant', id: slug },
    })
    return true
  })
}

/** Taken back and deleted again, it has its seven days anew. */
function isDue({ state, deletingSince }: Tenant, nowMs: number): boolean {
  return state === 'deleting' && (deletingSince?.getTime() ?? nowMs) <= nowMs - PURGE_AFTER_MS
}
