import type { CheckDraft } from '@postern/contract'
import {
  type ActContext,
  type Check,
  checkId,
  DEFAULT_NAMESPACE,
  effectiveLimits,
  limitExceeded,
  newUuid,
  type Tenant,
} from '@postern/domain'
import { appendAudit, findLimits, insertCheck, listChecks, type TenantDb } from '@postern/store'
import { requireNamespace } from '../namespaces/require-namespace.ts'
import { type ChangeDeps, changeChecks } from './change-checks.ts'
import { checkLabels, draftSettings, refuseVain } from './check-draft.ts'
import { refuseSecond } from './refuse-second.ts'
import { showSettings } from './show-check.ts'

/** Throws `request-invalid`, `namespace-not-found`, `check-exists` or `limit-exceeded`. */
export function createCheck(
  deps: ChangeDeps,
  tenant: Tenant,
  draft: CheckDraft,
  context: ActContext,
): Promise<Check> {
  return changeChecks(deps, tenant, async (own, now) => {
    const check = fromDraft(tenant, draft, context.nowMs, now)
    refuseVain(check)
    await requireNamespace(own, tenant.id, check.namespace)
    const others = await listChecks(own, tenant.id)
    refuseSecond(check, others)
    await refuseMany(own, tenant, others.length + 1)
    await insertCheck(own, tenant.id, check)
    await appendAudit(own, tenant.id, context, {
      action: 'check.create',
      target: { kind: 'check', id: check.id },
      after: showSettings(check),
    })
    return check
  })
}

function fromDraft(tenant: Tenant, draft: CheckDraft, nowMs: number, armedAt: Date): Check {
  const { name, namespace = DEFAULT_NAMESPACE, job = name, labels } = draft
  return {
    id: checkId(newUuid(nowMs)),
    namespace,
    name,
    labels: checkLabels(tenant, { job, ...(labels && { labels }) }),
    ...draftSettings(draft),
    armedAt,
    pausedAt: undefined,
    createdAt: new Date(nowMs),
    updatedAt: new Date(nowMs),
  }
}

async function refuseMany(own: TenantDb, { id }: Tenant, count: number): Promise<void> {
  const { maxChecksPerTenant: allowed } = effectiveLimits((await findLimits(own, id)).tenant)
  if (count <= allowed) return
  const found = `the tenant would have ${count} checks`
  throw limitExceeded({ limit: 'maxChecksPerTenant', allowed, found })
}
