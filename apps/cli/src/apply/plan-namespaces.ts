import { createNamespace, type Namespace, updateNamespace } from '@postern/contract'
import { differences } from './differences.ts'
import { given } from './given.ts'
import { type Plan, type Step, stepsOnly } from './plan.ts'
import type { TenantPlanning } from './planning.ts'

const DEFAULT_NAMESPACE = 'default'

/** Namespaces are made and changed; none is ever taken away. */
export function planNamespaces(
  { admin, entry, params }: TenantPlanning,
  current: ReadonlyMap<string, Namespace>,
): Plan {
  const entries = entry.namespaces ?? []
  return stepsOnly(
    entries.flatMap(({ name, ownership, sampleTime }): Step[] => {
      const settings = given({ ownership, sampleTime })
      const what = `namespace ${params.slug}/${name}`
      const known = current.get(name)
      const changes = differences(settings, known)
      // The default one comes with its tenant.
      if (!known && name !== DEFAULT_NAMESPACE) {
        const body = { name, ...settings }
        const act = () => admin.call(createNamespace, { params, body })
        return [{ kind: 'create', what, differences: changes, act }]
      }
      if (changes.length === 0) return []
      const place = { ...params, name }
      const act = () => admin.call(updateNamespace, { params: place, body: settings })
      return [{ kind: 'change', what, differences: changes, act }]
    }),
  )
}
