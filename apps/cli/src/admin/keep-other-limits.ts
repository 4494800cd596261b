import { getNamespaceLimits, getTenantLimits } from '@postern/contract'
import type { AdminClient } from '../client/admin-client.ts'
import type { Call } from './read-call.ts'

/** The API sets all limits anew; whoever types one means that one. */
export async function keepOtherLimits(call: Call, admin: AdminClient): Promise<Call> {
  const kept = await ownLimits(call, admin)
  for (const name of call.unset) delete kept[name]
  const { body } = call.input
  const given: unknown = typeof body === 'object' && body ? Reflect.get(body, 'limits') : undefined
  const limits = { ...kept, ...(typeof given === 'object' && given) }
  return { ...call, input: { ...call.input, body: { limits } } }
}

/** Those that were set for the tenant or the namespace itself. */
async function ownLimits({ params }: Call, admin: AdminClient): Promise<Record<string, unknown>> {
  const { slug = '', name } = params
  const querystring = { mode: 'diff' } as const
  if (name !== undefined) {
    const { limits } = await admin.call(getNamespaceLimits, { params: { slug, name }, querystring })
    return ownValues(limits, 'namespace')
  }
  const { limits } = await admin.call(getTenantLimits, { params: { slug }, querystring })
  return ownValues(limits, 'tenant')
}

type Level = 'tenant' | 'namespace'

function ownValues(
  limits: Readonly<Record<string, { readonly [L in Level]?: number | null }>>,
  level: Level,
): Record<string, unknown> {
  const values = Object.entries(limits).map(([name, limit]) => [name, limit[level]] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
