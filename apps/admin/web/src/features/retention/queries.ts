import type {
  JobRule,
  NamespaceRetention,
  NamespaceRetentionSettings,
  RetentionEffect,
  TenantRetention,
  TenantRetentionSettings,
} from '@postern/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

/** What holds, of a tenant or of a namespace: the one has a maximum of its own, the other rules for jobs. */
export type Retention = TenantRetention | NamespaceRetention

/** All that can be said, of which each takes its part. */
export interface RetentionSettings extends TenantRetentionSettings {
  readonly jobs?: JobRule[]
}

export const retentionQuery = (slug: string, namespace: string | undefined) =>
  queryOptions({
    queryKey: ['tenant', slug, 'retention', namespace ?? ''],
    queryFn: async ({ signal }): Promise<Retention> =>
      namespace === undefined
        ? (await call(endpoints.getTenantRetention, { params: { slug } }, { signal })).retention
        : (
            await call(
              endpoints.getNamespaceRetention,
              { params: { slug, name: namespace } },
              { signal },
            )
          ).retention,
  })

interface Change {
  readonly dryRun?: boolean
  readonly confirm?: boolean
}

interface Outcome {
  readonly effect: RetentionEffect
  readonly isComplete: boolean
}

/** Sets all settings anew, or tells with `dryRun` what that would do. */
export function setRetention(
  slug: string,
  namespace: string | undefined,
  settings: RetentionSettings,
  change: Change,
  signal?: AbortSignal,
): Promise<Outcome> {
  const options = signal ? { signal } : {}
  if (namespace !== undefined) {
    return call(
      endpoints.setNamespaceRetention,
      { params: { slug, name: namespace }, body: { retention: ofNamespace(settings), ...change } },
      options,
    )
  }
  const { jobs: _, ...retention } = settings
  return call(
    endpoints.setTenantRetention,
    { params: { slug }, body: { retention, ...change } },
    options,
  )
}

function ofNamespace(all: RetentionSettings): NamespaceRetentionSettings {
  const { maximum: _, ...settings } = all
  return settings
}
