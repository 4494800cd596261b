import type * as contract from '@postern/contract'
import type { GroupDeletion } from '@postern/contract'
import type { ActContext, AuditAct, Tenant } from '@postern/domain'
import { appendAudit, deleteGroupsByKeys } from '@postern/store'
import { type Changed, changeChosen } from './change-chosen.ts'
import { type ChosenGroups, chooseGroups, showChosen } from './choose-groups.ts'
import type { GroupStore } from './delete-group.ts'
import type { GroupDirectories } from './group-directories.ts'
import type { FilterWords } from './group-filter.ts'

export interface GroupDeps extends GroupStore {
  readonly directories: GroupDirectories
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** Deletes the groups that a selection means, or tells which they are. */
export async function deleteGroups(
  deps: GroupDeps,
  tenant: Tenant,
  { dryRun = false, ...words }: GroupDeletion,
  context: ActContext,
): Promise<contract.Chosen> {
  const chosen = await chooseGroups(deps.directories, tenant.id, words)
  if (dryRun) return showChosen(chosen, dryRun)
  const { atMost: _, ...selection } = words
  const deleted = await bury(deps, tenant, selection, chosen, context, {
    action: 'groups.delete',
    target: { kind: 'tenant', id: tenant.slug },
    before: selection,
  })
  return { ...showChosen(chosen, dryRun), ...deleted }
}

/** Deletes all groups of a tenant, or of one of its namespaces. Those that are pushed meanwhile stay. */
export async function wipe(
  deps: GroupDeps,
  tenant: Tenant,
  namespace: string | undefined,
  context: ActContext,
): Promise<Changed> {
  const chosen = await chooseGroups(deps.directories, tenant.id, { namespace })
  return bury(deps, tenant, { namespace }, chosen, context, {
    action: namespace === undefined ? 'tenant.wipe' : 'namespace.wipe',
    target:
      namespace === undefined
        ? { kind: 'tenant', id: tenant.slug }
        : { kind: 'namespace', id: namespace },
  })
}

/** Each part is an event of its own in the audit, with what it took. */
function bury(
  deps: GroupDeps,
  tenant: Tenant,
  words: FilterWords,
  chosen: ChosenGroups,
  context: ActContext,
  act: AuditAct,
): Promise<Changed> {
  return changeChosen(deps, tenant, words, chosen, async (own, groups) => {
    await deleteGroupsByKeys(own, tenant.id, groups, deps.databaseClock)
    const series = groups.reduce((sum, group) => sum + group.series, 0)
    await appendAudit(own, tenant.id, context, {
      ...act,
      before: { ...act.before, groups: groups.length, series },
    })
  })
}
