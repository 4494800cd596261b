import { parseSelector, showOwnRetention } from '@postern/domain'
import type { Type } from 'typebox'
import { type Principal, scrapeNamespaces } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import { momentText } from '../moment-text.ts'
import { groupWarnings } from '../view/group-warnings.ts'
import { chooseGroups, type GroupInNamespace, groupsOf, pageOf, sortGroups } from './group-list.ts'
import type { GroupPage, GroupQuery, GroupSummary } from './group-schemas.ts'
import { groupLabels } from './pushgateway-metrics.ts'

const DEFAULT_PAGE_SIZE = 50

/** One page of the caller's groups, without their metrics. */
export async function listGroups(
  lanes: Lanes,
  principal: Principal,
  query: Type.Static<typeof GroupQuery>,
): Promise<Type.Static<typeof GroupPage>> {
  const selectors = (query['match[]'] ?? []).map(parseSelector)
  const names = scrapeNamespaces(principal, query.namespace)
  const groups = await lanes.read(principal.tenant, (view) =>
    groupsOf(names.map((name) => view.namespace(name))),
  )
  const chosen = sortGroups(await chooseGroups(groups, selectors), query.sort ?? 'labels')
  const page = pageOf(chosen, query.limit ?? DEFAULT_PAGE_SIZE, query.cursor)
  return {
    groups: page.items.map(summary),
    total: chosen.length,
    ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
  }
}

function summary({ namespace, group }: GroupInNamespace): Type.Static<typeof GroupSummary> {
  const labels = groupLabels(namespace, group)
  const { families } = group.content
  const { origin, lastError, expiry } = group.state
  return {
    namespace: namespace.name,
    labels: Object.fromEntries(
      labels.flatMap((name, i) => (i % 2 === 0 ? [[name, labels[i + 1] ?? '']] : [])),
    ),
    pushedAt: momentText(group.pushedAtMicros),
    failedAt: momentText(group.failedAtMicros),
    expiresAt: momentText(expiry.atMicros),
    expiryRule: expiry.rule,
    expiryIsCut: expiry.isCut,
    ...showOwnRetention(expiry),
    lastPushSucceeded: (group.failedAtMicros ?? 0) <= (group.pushedAtMicros ?? 0),
    lastPush: origin ? { ...origin, userAgent: origin.userAgent ?? null } : null,
    lastError: lastError ?? null,
    warnings: groupWarnings(group.state),
    families: families.length,
    series: families.reduce((sum, { series }) => sum + series, 0),
    bytes: group.content.bytes.length,
  }
}
