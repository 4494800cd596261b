import { limitNames } from '@postern/domain'
import type { TenantView } from '../view/tenant-view.ts'
import type { TenantFamily, TenantScope } from './tenant-family.ts'

/** What the tenant holds beside its limits, for a scrape of all its namespaces: others are not to see the whole. */
export function totalFamilies(
  { settings, held }: TenantView,
  { isWhole }: TenantScope,
): TenantFamily[] {
  if (!settings.series.totals || !isWhole) return []
  return [
    {
      name: 'postern_tenant_groups',
      help: 'How many groups the tenant holds.',
      samples: [{ labels: [], value: held.groups }],
    },
    {
      name: 'postern_tenant_limit',
      help: 'What the tenant may have, by the name of the limit; without a limit there is no sample.',
      samples: limitNames
        .filter((name) => Number.isFinite(settings.limits[name]))
        .map((name) => ({ labels: ['limit', name], value: settings.limits[name] })),
    },
    {
      name: 'postern_tenant_series',
      help: 'How many series the tenant holds.',
      samples: [{ labels: [], value: held.series }],
    },
  ]
}
