import {
  type AuditActor,
  Problem,
  parseSelector,
  readRetention,
  type SystemRetention,
} from '@postern/domain'
import { inParts } from '@postern/server'
import {
  appendAudit,
  type DatabaseClock,
  type Db,
  groupAddress,
  setGroupRetention,
  withTenant,
} from '@postern/store'
import type { Type } from 'typebox'
import { type Principal, scrapeNamespaces } from '../auth/principal.ts'
import { mayChange } from '../auth/require-labels.ts'
import type { Lanes } from '../lane/lanes.ts'
import { chooseGroups, groupsOf } from './group-list.ts'
import type { KeepQuery, Kept } from './group-schemas.ts'

export interface KeepDeps {
  readonly db: Db
  readonly lanes: Lanes
  readonly retention: SystemRetention
  readonly databaseClock?: DatabaseClock | undefined
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

// Some ten milliseconds' worth: pushes wait for the head as long as one part takes.
const GROUPS_PER_PART = 500

const NONE = { groups: 0, series: 0 }

/** For what the rules say again. */
const AS_OTHERS = 'default'

/**
 * Sets how long the groups that one of the selectors chooses are held after their last good push, whatever the rules say
 * and until the next push says otherwise. Returns when it is durable; each part is an event in the audit.
 */
export async function keepGroups(
  { db, lanes, retention: system, databaseClock, clock }: KeepDeps,
  principal: Principal,
  query: Type.Static<typeof KeepQuery>,
  actor: AuditActor,
): Promise<Type.Static<typeof Kept>> {
  const groupMs = readOwn(query.retention, system)
  const selectors = query['match[]'].map(parseSelector)
  const names = scrapeNamespaces(principal, query.namespace)
  const groups = await lanes.read(principal.tenant, (view) =>
    groupsOf(names.map((name) => view.namespace(name))).filter(({ group }) =>
      mayChange(principal, group.key),
    ),
  )
  const chosen = (await chooseGroups(groups, selectors)).map(({ namespace, group }) =>
    groupAddress(namespace.name, group.key),
  )
  if (query.dry_run) return { groups: chosen.length, dryRun: true }
  const { 'match[]': match, namespace, retention } = query
  const { id, slug } = principal.tenant
  const options = { system, clock: databaseClock }
  const kept = await inParts(chosen, { size: GROUPS_PER_PART, clock }, (places) =>
    withTenant(db, id, async (own) => {
      const { length: count } = await setGroupRetention(own, id, places, groupMs, options)
      if (count === 0) return NONE
      await appendAudit(
        own,
        id,
        { actor, nowMs: clock() },
        {
          action: 'groups.retain',
          target: { kind: 'tenant', id: slug },
          before: { match, namespace },
          after: { retention, groups: count },
        },
      )
      return { ...NONE, groups: count }
    }),
  )
  return { groups: kept.groups, dryRun: false }
}

/** Throws `request-invalid`. */
function readOwn(text: string, { minimumMs }: SystemRetention): number | undefined {
  if (text === AS_OTHERS) return undefined
  const read = readRetention(text, minimumMs)
  if ('ms' in read) return read.ms
  throw new Problem('request-invalid', `the parameter retention ${read.fault}`)
}
