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

export interface SnippetDeps {
  readonly db: Db
  /** Where clients reach the data plane. */
  readonly publicUrl: string
  /** Of tenants of which nobody says otherwise. */
  readonly limits?: Limits | undefined
}

const DEFAULT_JOB = 'backup'

/** Configuration and code for a tenant, with a place for the key. Throws `namespace-not-found`. */
export function fillSnippets(
  { db, publicUrl, limits }: SnippetDeps,
  tenant: Tenant,
  { namespace = DEFAULT_NAMESPACE, job = DEFAULT_JOB }: SnippetQuery,
): Promise<contract.Snippet[]> {
  return withTenant(db, tenant.id, async (own) => {
    await requireNamespace(own, tenant.id, namespace)
    const { tenant: settings } = await findLimits(own, tenant.id)
    const sampleLimit = sampleLimitOf(effectiveLimits(settings, {}, limits))
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
