import { parseSelector } from '@postern/domain'
import type { Type } from 'typebox'
import { deletesForAll, type Principal, scrapeNamespaces, writerOf } from '../auth/principal.ts'
import { mayChange } from '../auth/require-labels.ts'
import type { GroupPlace } from '../lane/change.ts'
import { ownerRefusal } from '../lane/group-writers.ts'
import type { Lanes } from '../lane/lanes.ts'
import { deleteGroup } from '../push/accept-push.ts'
import type { Group } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import { chooseGroups, groupsOf } from './group-list.ts'
import type { Deleted, DeleteQuery } from './group-schemas.ts'
import type { RecordAct } from './record-act.ts'

/**
 * Deletes every group that one of the selectors chooses and the credential may change, or tells what that would be.
 * Returns when it is durable.
 */
export async function deleteGroups(
  lanes: Lanes,
  principal: Principal,
  query: Type.Static<typeof DeleteQuery>,
  record: RecordAct,
): Promise<Type.Static<typeof Deleted>> {
  const selectors = query['match[]'].map(parseSelector)
  const names = scrapeNamespaces(principal, query.namespace)
  const groups = await lanes.read(principal.tenant, (view) =>
    groupsOf(names.map((name) => view.namespace(name))).filter(({ namespace, group }) =>
      mayDelete(principal, namespace, group),
    ),
  )
  const chosen = await chooseGroups(groups, selectors)
  const families = chosen.flatMap(({ group }) => group.content.families)
  const series = families.reduce((sum, family) => sum + family.series, 0)
  const dryRun = query.dry_run ?? false
  if (!dryRun && chosen.length > 0) {
    const { 'match[]': match, namespace } = query
    const before = { match, namespace, groups: chosen.length, series }
    await record({ action: 'groups.delete', before })
    const places = chosen.map((one) => placeOf(one.namespace.name, one.group.key))
    await deletePlaces(lanes, principal, places)
  }
  return { groups: chosen.length, series, dryRun }
}

/** Deletes all that the credential's namespaces hold and it may change. Returns when it is durable. */
export async function wipe(lanes: Lanes, principal: Principal, record: RecordAct): Promise<void> {
  const names = scrapeNamespaces(principal, undefined)
  const places = await lanes.read(principal.tenant, (view) =>
    names.flatMap((name) =>
      [...view.namespace(name).groups]
        .filter((group) => mayDelete(principal, view.namespace(name), group))
        .map(({ key }) => placeOf(name, key)),
    ),
  )
  if (places.length === 0) return
  await record({ action: 'tenant.wipe', before: { namespaces: names, groups: places.length } })
  await deletePlaces(lanes, principal, places)
}

function placeOf(namespace: string, groupingKey: GroupPlace['groupingKey']): GroupPlace {
  return { namespace, groupingKey }
}

/** They wait in the lane together, so they are committed together. */
async function deletePlaces(
  lanes: Lanes,
  principal: Principal,
  places: readonly GroupPlace[],
): Promise<void> {
  await Promise.all(places.map((place) => deleteGroup(lanes, principal, place)))
}

function mayDelete(principal: Principal, namespace: NamespaceView, group: Group): boolean {
  if (!mayChange(principal, group.key)) return false
  return deletesForAll(principal) || !ownerRefusal(namespace, group.state, writerOf(principal))
}
