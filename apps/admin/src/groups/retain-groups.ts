import type * as contract from '@postern/contract'
import type { GroupsRetention } from '@postern/contract'
import {
  type ActContext,
  labelRecord,
  readRetention,
  type SystemRetention,
  type Tenant,
} from '@postern/domain'
import {
  appendAudit,
  findGroupRecords,
  type GroupRecord,
  lockHead,
  momentOf,
  setGroupRetention,
  withTenant,
} from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'
import { changeChosen } from './change-chosen.ts'
import { chooseGroups, showChosen } from './choose-groups.ts'
import type { GroupDeps } from './delete-groups.ts'
import { type GroupName, livingGroup, requireHead } from './get-group.ts'

export interface RetentionDeps extends GroupDeps {
  /** What holds for groups of which nobody says otherwise. */
  readonly retention: SystemRetention
}

/** Says of one group how long it is held. Returns it as it is then, also when that ended it. */
export function retainGroup(
  { db, databaseClock, retention: system }: RetentionDeps,
  tenant: Tenant,
  name: GroupName,
  words: string | null,
  context: ActContext,
): Promise<GroupRecord> {
  const groupMs = ownRetention(words, system)
  return withTenant(db, tenant.id, async (own) => {
    const head = requireHead(await lockHead(own, tenant.id))
    const group = await livingGroup(own, tenant.id, name, momentOf(head, databaseClock))
    await setGroupRetention(own, tenant.id, [group], groupMs, { system, clock: databaseClock })
    await appendAudit(own, tenant.id, context, {
      action: 'group.retain',
      target: { kind: 'group', id: name.id },
      after: {
        namespace: group.namespace,
        labels: labelRecord(group.groupingKey),
        retention: words,
      },
    })
    const [kept = group] = await findGroupRecords(own, tenant.id, [group])
    return kept
  })
}

/** Says of the groups that a selection means how long they are held, or tells which they are. */
export async function retainGroups(
  deps: RetentionDeps,
  tenant: Tenant,
  { dryRun = false, retention: words, ...selection }: GroupsRetention,
  context: ActContext,
): Promise<contract.Chosen> {
  const { databaseClock: clock, retention: system } = deps
  const groupMs = ownRetention(words, system)
  const chosen = await chooseGroups(deps.directories, tenant.id, selection)
  if (dryRun) return showChosen(chosen, dryRun)
  const { atMost: _, ...meant } = selection
  const kept = await changeChosen(deps, tenant, meant, chosen, async (own, groups) => {
    await setGroupRetention(own, tenant.id, groups, groupMs, { system, clock })
    await appendAudit(own, tenant.id, context, {
      action: 'groups.retain',
      target: { kind: 'tenant', id: tenant.slug },
      before: meant,
      after: { retention: words, groups: groups.length },
    })
  })
  return { ...showChosen(chosen, dryRun), ...kept }
}

/** `undefined` for what the rules say. Throws `request-invalid`. */
function ownRetention(words: string | null, { minimumMs }: SystemRetention): number | undefined {
  if (words === null) return undefined
  const read = readRetention(words, minimumMs)
  if ('fault' in read) throw invalidRequest('body', '/retention', read.fault)
  return read.ms
}
