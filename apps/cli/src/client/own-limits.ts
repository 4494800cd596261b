/** The limits that were set for a tenant or a namespace itself, without those that it has from above. */
import { getNamespaceLimits, getTenantLimits } from '@postern/contract'
import type { AdminClient } from './admin-client.ts'

type OwnLimits = Record<string, number | null>

export async function ownTenantLimits(
  admin: AdminClient,
  params: { readonly slug: string },
): Promise<OwnLimits> {
  const { limits } = await admin.call(getTenantLimits, { params, querystring: { mode: 'diff' } })
  return ownValues(limits, 'tenant')
}

export async function ownNamespaceLimits(
  admin: AdminClient,
  params: { readonly slug: string; readonly name: string },
): Promise<OwnLimits> {
  const { limits } = await admin.call(getNamespaceLimits, { params, querystring: { mode: 'diff' } })
  return ownValues(limits, 'namespace')
}

type Level = 'tenant' | 'namespace'

function ownValues(
  limits: Readonly<Record<string, { readonly [L in Level]?: number | null }>>,
  level: Level,
): OwnLimits {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, { [level]: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}
