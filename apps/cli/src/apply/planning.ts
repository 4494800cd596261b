import type { AdminClient } from '../client/admin-client.ts'
import type { TenantEntry } from './file-schema.ts'

export interface PlanDeps {
  readonly admin: AdminClient
  /** Whether what the file does not name is to go, in those lists that it has. */
  readonly prune: boolean
}

/** What planning one of a tenant's lists goes by. */
export interface TenantPlanning extends PlanDeps {
  readonly entry: TenantEntry
  readonly params: { readonly slug: string }
  /** Whether there is anything to read of it yet. */
  readonly exists: boolean
  /** The names of its namespaces. */
  readonly namespaces: ReadonlySet<string>
}
