import { isDeepStrictEqual } from 'node:util'
import type { CheckChange } from '@postern/contract'
import { type ActContext, type Check, settingsOf, type Tenant } from '@postern/domain'
import { appendAudit, listChecks, updateCheck as writeCheck } from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { type ChangeDeps, changeChecks } from './change-checks.ts'
import { changedSettings, checkLabels, refuseVain } from './check-draft.ts'
import { checkNotFound } from './check-not-found.ts'
import { refuseSecond } from './refuse-second.ts'
import { showSettings } from './show-check.ts'

/** Throws `check-not-found`, `request-invalid` or `check-exists`. */
export function updateCheck(
  deps: ChangeDeps,
  tenant: Tenant,
  id: string,
  change: CheckChange,
  context: ActContext,
): Promise<Check> {
  return changeChecks(deps, tenant, async (own, now) => {
    const checks = await listChecks(own, tenant.id)
    const before = checks.find((check) => check.id === id)
    if (!before) throw checkNotFound()
    refuseChanged(context, showSettings(before))
    const after = changed(tenant, before, change, { now, nowMs: context.nowMs })
    refuseVain(after)
    refuseSecond(after, checks)
    await writeCheck(own, tenant.id, after)
    await appendAudit(own, tenant.id, context, {
      action: 'check.update',
      target: { kind: 'check', id: after.id },
      before: showSettings(before),
      after: showSettings(after),
    })
    return after
  })
}

function changed(
  tenant: Tenant,
  before: Check,
  change: CheckChange,
  { now, nowMs }: { readonly now: Date; readonly nowMs: number },
): Check {
  const { job, labels } = showSettings(before)
  const after = {
    ...before,
    ...changedSettings(before, change),
    labels: checkLabels(tenant, { job: change.job ?? job, labels: change.labels ?? labels }),
    updatedAt: new Date(nowMs),
  }
  return isDeepStrictEqual(expectation(before), expectation(after))
    ? after
    : { ...after, armedAt: now }
}

/** What decides when runs are expected: with another one, earlier runs say nothing. */
function expectation(check: Check) {
  const { grace: _, failuresBeforeDown: __, ...expected } = settingsOf(check)
  return { ...expected, labels: check.labels }
}
