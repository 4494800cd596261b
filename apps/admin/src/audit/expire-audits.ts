import { NO_TENANT, newUuid, type TenantId } from '@postern/domain'
import {
  type Db,
  expireAudit,
  giveLease,
  listTenants,
  oldestAuditEvent,
  takeLease,
  withTenant,
} from '@postern/store'
import type { FastifyInstance } from 'fastify'

export interface AuditRetentionDeps {
  readonly db: Db
  readonly clock: () => number
  readonly auditRetentionMs: number
}

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS

// Every round leaves an event in the chain, which is worth a week's worth of old ones and not less.
const SLACK_MS = 7 * DAY_MS

// Longer than a round takes; who dies meanwhile is followed by another after this.
const LEASE_MS = 2 * HOUR_MS

const PAGE_SIZE = 200

/** Lets the oldest events go now and then. A round that fails is made up for by the next. */
export function keepAuditsShort(app: FastifyInstance, deps: AuditRetentionDeps): void {
  const holder = newUuid(deps.clock())
  const round = async () => {
    try {
      await expireAudits(deps, holder)
    } catch (error) {
      app.log.warn({ err: error }, 'old events of the audit were not removed')
    }
  }
  const timer = setInterval(() => void round(), 6 * HOUR_MS)
  timer.unref()
  app.addHook('onReady', round)
  app.addHook('onClose', async () => clearInterval(timer))
}

/** Lets go of what is older than the retention, in every chain that has a week's worth of it. */
export async function expireAudits(deps: AuditRetentionDeps, holder: string): Promise<void> {
  const { db, clock } = deps
  const lease = { name: 'expire-audits', holder }
  const now = clock()
  if (!(await takeLease(db, lease, LEASE_MS))) return
  const failures: unknown[] = []
  try {
    for await (const chain of everyChain(db)) {
      await expireChain(deps, chain, now).catch((error: unknown) => failures.push(error))
    }
  } finally {
    await giveLease(db, lease)
  }
  // One chain that is broken keeps no other from its turn.
  if (failures.length > 0) throw failures[0]
}

async function expireChain(
  { db, auditRetentionMs }: AuditRetentionDeps,
  chain: TenantId,
  nowMs: number,
): Promise<void> {
  const before = nowMs - auditRetentionMs
  const oldest = await withTenant(db, chain, (own) => oldestAuditEvent(own, chain))
  if (!oldest || oldest.getTime() >= before - SLACK_MS) return
  const some = () =>
    withTenant(db, chain, (own) => expireAudit(own, chain, new Date(before), nowMs))
  while (await some());
}

/** Those of deleted tenants too: their audit outlives them. */
async function* everyChain(db: Db): AsyncGenerator<TenantId> {
  yield NO_TENANT
  let after: TenantId | undefined
  for (;;) {
    const tenants = await listTenants(db, { limit: PAGE_SIZE, after })
    yield* tenants.map(({ id }) => id)
    const last = tenants.at(-1)
    if (!last || tenants.length < PAGE_SIZE) return
    after = last.id
  }
}
