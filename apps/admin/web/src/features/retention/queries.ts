import type {
  JobRule,
  NamespaceRetention,
  NamespaceRetentionSettings,
  RetentionEffect,
  TenantRetention,
  TenantRetentionSettings,
} from '@postern/contract'
import { queryOptions } from '@tanstack/react-query'
import { type CallOptions, call, callTagged, type Tagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

/** What holds, of a tenant or of a namespace: the one has a maximum of its own, the other rules for jobs. */
export type Retention = TenantRetention | NamespaceRetention

/** All that can be said, of which each takes its part. */
export interface RetentionSettings extends TenantRetentionSettings {
  readonly jobs?: JobRule[]
}

/** What is shown, and changed from. */
export type ReadRetention = Tagged<{ readonly retention: Retention }>

export const retentionQuery = (slug: string, namespace: string | undefined) =>
  queryOptions({
    queryKey: ['tenant', slug, 'retention', namespace ?? ''],
    queryFn: ({ signal }): Promise<ReadRetention> =>
      namespace === undefined
        ? callTagged(endpoints.getTenantRetention, { params: { slug } }, { signal })
        : callTagged(
            endpoints.getNamespaceRetention,
            { params: { slug, name: namespace } },
            { signal },
          ),
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
  options: CallOptions,
): Promise<Outcome> {
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
