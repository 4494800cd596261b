import type * as contract from '@postern/contract'
import { makeSnippets, type SnippetQuery } from '@postern/contract'
import {
  DEFAULT_NAMESPACE,
  effectiveLimits,
  type Limits,
  NO_LIMIT,
  type Tenant,
} from '@postern/domain'
import { type Db, findLimits, withTenant } from '@postern/store'
import { requireNamespace } from '../namespaces/require-namespace.ts'

const DEFAULT_JOB = 'backup'

/** Configuration and code for a tenant, with a place for the key. Throws `namespace-not-found`. */
export function fillSnippets(
  db: Db,
  tenant: Tenant,
  publicUrl: string,
  { namespace = DEFAULT_NAMESPACE, job = DEFAULT_JOB }: SnippetQuery,
): Promise<contract.Snippet[]> {
  return withTenant(db, tenant.id, async (own) => {
    await requireNamespace(own, tenant.id, namespace)
    const limits = effectiveLimits((await findLimits(own, tenant.id)).tenant)
    const sampleLimit = sampleLimitOf(limits)
    return makeSnippets({ publicUrl, tenant: tenant.slug, namespace, job, sampleLimit })
  })
}

// When it was pushed and when that failed, when it ends, and what is said of a check of it.
const OWN_SERIES_PER_GROUP = 20

/** What a scrape cannot exceed while the tenant keeps to its limits; `undefined` when it has none. */
function sampleLimitOf({ maxSeriesPerTenant, maxGroupsPerTenant }: Limits): number | undefined {
  if (maxSeriesPerTenant === NO_LIMIT || maxGroupsPerTenant === NO_LIMIT) return undefined
  return maxSeriesPerTenant + maxGroupsPerTenant * OWN_SERIES_PER_GROUP
}
