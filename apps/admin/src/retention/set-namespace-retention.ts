import type * as contract from '@postern/contract'
import type { ActContext, Tenant } from '@postern/domain'
import { saveNamespaceRetention } from '@postern/store'
import { requireNamespace } from '../namespaces/require-namespace.ts'
import { changeRetention, type RetentionDeps } from './change-retention.ts'
import { readNamespaceSettings, showNamespaceSettings } from './read-settings.ts'
import { showEffect, showNamespaceRetention } from './show-retention.ts'

/** Puts this in the place of all that was said of the namespace. Throws `confirmation-required`. */
export async function setNamespaceRetention(
  deps: RetentionDeps,
  tenant: Tenant,
  name: string,
  draft: contract.NamespaceRetentionDraft,
  context: ActContext,
): Promise<contract.Reply<typeof contract.setNamespaceRetention>> {
  const wanted = readNamespaceSettings(draft.retention, deps.retention)
  const { policies, effect, isComplete } = await changeRetention(
    deps,
    tenant,
    {
      ...draft,
      apply: async (own, before) => {
        await requireNamespace(own, tenant.id, name)
        return { ...before, namespaces: new Map(before.namespaces).set(name, wanted) }
      },
      save: (own) => saveNamespaceRetention(own, tenant.id, name, wanted),
      act: (before, after) => ({
        action: 'retention.update',
        target: { kind: 'retention', id: `${tenant.slug}/${name}` },
        before: showNamespaceSettings(before.namespaces.get(name) ?? { jobs: [] }),
        after: showNamespaceSettings(after.namespaces.get(name) ?? { jobs: [] }),
      }),
    },
    context,
  )
  return {
    retention: showNamespaceRetention(policies, name),
    effect: showEffect(effect),
    dryRun: draft.dryRun ?? false,
    isComplete,
  }
}
