import { type AuditAct, type AuditActor, parseSelector } from '@postern/domain'
import { inParts } from '@postern/server'
import type { Type } from 'typebox'
import { deletesForAll, type Principal, scrapeNamespaces, writerOf } from '../auth/principal.ts'
import { mayChange } from '../auth/require-labels.ts'
import { inSlices } from '../in-slices.ts'
import type { SeenGroup } from '../lane/change.ts'
import { ownerRefusal } from '../lane/group-writers.ts'
import type { Lanes } from '../lane/lanes.ts'
import { CHANGE_BYTES } from '../push/prepare-change.ts'
import type { Group } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import { chooseGroups, type GroupInNamespace, groupsOf } from './group-list.ts'
import type { Deleted, DeleteQuery } from './group-schemas.ts'

/**
 * Deletes every group that one of the selectors chooses and the credential may change, or tells what that would be.
 * Returns when it is durable.
 */
export async function deleteGroups(
  deps: DeleteDeps,
  principal: Principal,
  query: Type.Static<typeof DeleteQuery>,
  actor: AuditActor,
): Promise<Type.Static<typeof Deleted>> {
  const selectors = query['match[]'].map(parseSelector)
  const names = scrapeNamespaces(principal, query.namespace)
  const groups = await readDeletable(deps.lanes, principal, names)
  const chosen = await chooseGroups(groups, selectors)
  if (query.dry_run) {
    const families = chosen.flatMap(({ group }) => group.content.families)
    const series = families.reduce((sum, family) => sum + family.series, 0)
    return { groups: chosen.length, series, dryRun: true }
  }
  const { 'match[]': match, namespace } = query
  const target = { kind: 'tenant', id: principal.tenant.slug } as const
  const act = { action: 'groups.delete', target, before: { match, namespace } } as const
  return { ...(await deleteChosen(deps, principal, chosen, { actor, act })), dryRun: false }
}

/** Deletes all that the credential's namespaces hold and it may change. Returns when it is durable. */
export async function wipe(
  deps: DeleteDeps,
  principal: Principal,
  actor: AuditActor,
): Promise<void> {
  const names = scrapeNamespaces(principal, undefined)
  const groups = await readDeletable(deps.lanes, principal, names)
  const target = { kind: 'tenant', id: principal.tenant.slug } as const
  const act = { action: 'tenant.wipe', target, before: { namespaces: names } } as const
  await deleteChosen(deps, principal, groups, { actor, act })
}

/** What the credential may delete there, as of one moment. */
async function readDeletable(
  lanes: Lanes,
  principal: Principal,
  names: readonly string[],
): Promise<SeenInNamespace[]> {
  const groups = await lanes.read(principal.tenant, (view) =>
    groupsOf(names.map((name) => view.namespace(name))).map((one) => ({
      ...one,
      pushedAtMicros: one.group.pushedAtMicros,
    })),
  )
  const deletable: SeenInNamespace[] = []
  await inSlices(choosing(groups, principal, deletable))
  return deletable
}

function* choosing(
  groups: readonly SeenInNamespace[],
  principal: Principal,
  deletable: SeenInNamespace[],
): Generator<undefined> {
  for (const one of groups) {
    if (mayDelete(principal, one.namespace, one.group)) deletable.push(one)
    yield
  }
}

export interface DeleteDeps {
  readonly lanes: Lanes
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** For tests, which have few. */
  readonly groupsPerPart?: number
}

interface SeenInNamespace extends GroupInNamespace, Pick<SeenGroup, 'pushedAtMicros'> {}

interface Doing {
  readonly actor: AuditActor
  readonly act: AuditAct
}

// Pushes wait for the head as long as one part takes: some ten milliseconds.
const GROUPS_PER_PART = 500

/** Each part is a transaction with its event in the audit; pushes, of whatever tenant, come in between. */
function deleteChosen(
  { lanes, clock, groupsPerPart = GROUPS_PER_PART }: DeleteDeps,
  principal: Principal,
  chosen: readonly SeenInNamespace[],
  doing: Doing,
): Promise<{ readonly groups: number; readonly series: number }> {
  const writer = deletesForAll(principal) ? undefined : writerOf(principal)
  return inParts(chosen, { size: groupsPerPart, clock }, async (part) => {
    const places = part.map(placeOf)
    const bytes = places.length * CHANGE_BYTES
    const change = { kind: 'delete-many', places, writer, ...doing, bytes } as const
    const { problem, deleted } = await lanes.submit(principal.tenant, change)
    if (problem) throw problem
    return deleted ?? { groups: 0, series: 0 }
  })
}

function placeOf({ namespace, group, pushedAtMicros }: SeenInNamespace): SeenGroup {
  return { namespace: namespace.name, groupingKey: group.key, pushedAtMicros }
}

function mayDelete(principal: Principal, namespace: NamespaceView, group: Group): boolean {
  if (!mayChange(principal, group.key)) return false
  return deletesForAll(principal) || !ownerRefusal(namespace, group.state, writerOf(principal))
}
