import { type AuditAct, type AuditActor, parseSelector } from '@postern/domain'
import type { Type } from 'typebox'
import { deletesForAll, type Principal, scrapeNamespaces, writerOf } from '../auth/principal.ts'
import { mayChange } from '../auth/require-labels.ts'
import type { GroupPlace } from '../lane/change.ts'
import { ownerRefusal } from '../lane/group-writers.ts'
import type { Lanes } from '../lane/lanes.ts'
import { CHANGE_BYTES } from '../push/prepare-change.ts'
import type { Group } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import { chooseGroups, groupsOf } from './group-list.ts'
import type { Deleted, DeleteQuery } from './group-schemas.ts'

/**
 * Deletes every group that one of the selectors chooses and the credential may change, or tells what that would be.
 * Returns when it is durable.
 */
export async function deleteGroups(
  lanes: Lanes,
  principal: Principal,
  query: Type.Static<typeof DeleteQuery>,
  actor: AuditActor,
): Promise<Type.Static<typeof Deleted>> {
  const selectors = query['match[]'].map(parseSelector)
  const names = scrapeNamespaces(principal, query.namespace)
  const groups = await lanes.read(principal.tenant, (view) =>
    groupsOf(names.map((name) => view.namespace(name))).filter(({ namespace, group }) =>
      mayDelete(principal, namespace, group),
    ),
  )
  const chosen = await chooseGroups(groups, selectors)
  if (query.dry_run) {
    const families = chosen.flatMap(({ group }) => group.content.families)
    const series = families.reduce((sum, family) => sum + family.series, 0)
    return { groups: chosen.length, series, dryRun: true }
  }
  const { 'match[]': match, namespace } = query
  const places = chosen.map((one) => placeOf(one.namespace.name, one.group.key))
  const target = { kind: 'tenant', id: principal.tenant.slug } as const
  const act = { action: 'groups.delete', target, before: { match, namespace } } as const
  return { ...(await deletePlaces(lanes, principal, places, { actor, act })), dryRun: false }
}

/** Deletes all that the credential's namespaces hold and it may change. Returns when it is durable. */
export async function wipe(lanes: Lanes, principal: Principal, actor: AuditActor): Promise<void> {
  const names = scrapeNamespaces(principal, undefined)
  const places = await lanes.read(principal.tenant, (view) =>
    names.flatMap((name) =>
      [...view.namespace(name).groups]
        .filter((group) => mayDelete(principal, view.namespace(name), group))
        .map(({ key }) => placeOf(name, key)),
    ),
  )
  const target = { kind: 'tenant', id: principal.tenant.slug } as const
  const act = { action: 'tenant.wipe', target, before: { namespaces: names } } as const
  await deletePlaces(lanes, principal, places, { actor, act })
}

function placeOf(namespace: string, groupingKey: GroupPlace['groupingKey']): GroupPlace {
  return { namespace, groupingKey }
}

interface Doing {
  readonly actor: AuditActor
  readonly act: AuditAct
}

// Pushes wait for the head as long as one part takes: some ten milliseconds.
const GROUPS_PER_PART = 500

/**
 * Part by part, each in a transaction with its event in the audit. When it breaks off, those before are gone, the audit
 * says so, and the same call takes the rest.
 */
async function deletePlaces(
  lanes: Lanes,
  principal: Principal,
  places: readonly GroupPlace[],
  doing: Doing,
): Promise<{ groups: number; series: number }> {
  const writer = deletesForAll(principal) ? undefined : writerOf(principal)
  const sum = { groups: 0, series: 0 }
  for (let start = 0; start < places.length; start += GROUPS_PER_PART) {
    const part = places.slice(start, start + GROUPS_PER_PART)
    const { problem, deleted } = await lanes.submit(principal.tenant, {
      kind: 'delete-many',
      places: part,
      writer,
      ...doing,
      bytes: part.length * CHANGE_BYTES,
    })
    if (problem) throw problem
    sum.groups += deleted?.groups ?? 0
    sum.series += deleted?.series ?? 0
  }
  return sum
}

function mayDelete(principal: Principal, namespace: NamespaceView, group: Group): boolean {
  if (!mayChange(principal, group.key)) return false
  return deletesForAll(principal) || !ownerRefusal(namespace, group.state, writerOf(principal))
}
