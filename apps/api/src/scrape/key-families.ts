import { ALL_NAMESPACES } from '@postern/domain'
import type { ExpiringKey } from '@postern/store'
import { isExpiryShown } from '../view/key-turns.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type { TenantFamily, TenantScope } from './tenant-family.ts'

/** When keys expire that are near their ends: those that are for nothing but the namespaces of the scrape. */
export function keyFamilies({ settings, nowMs }: TenantView, scope: TenantScope): TenantFamily[] {
  if (!settings.series.keyExpiry) return []
  const shown = settings.expiringKeys.filter(
    (key) => isExpiryShown(key, nowMs) && isWithin(key, scope),
  )
  return [
    {
      name: 'postern_key_expiry_timestamp_seconds',
      help: 'Unix time at which a key ends; shown from 14 days before.',
      samples: shown.map(({ id, name, expiresAt }) => ({
        labels: ['key_id', id, 'name', name],
        value: expiresAt.getTime() / 1_000,
      })),
    },
  ]
}

function isWithin({ namespaces }: ExpiringKey, scope: TenantScope): boolean {
  if (scope.isWhole) return true
  return namespaces.every((name) => name !== ALL_NAMESPACES && scope.namespaces.includes(name))
}
