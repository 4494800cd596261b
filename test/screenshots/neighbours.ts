/** Tenants of which the pictures show no more than a line. */
import * as contract from '@postern/contract'
import { findTenantBySlug, recordTotals, withTenant } from '@postern/store'
import type { Web } from '../browser/support/web.ts'
import { act } from './act.ts'
import type { Cast } from './cast.ts'
import { DAY_MS, HOUR_MS } from './jobs.ts'
import type { Timeline } from './timeline.ts'

interface Neighbour {
  readonly slug: string
  readonly name: string
  readonly groups: number
  readonly series: number
  readonly pushesAnHour: number
  readonly refusalsAnHour?: number
  readonly fate?: 'suspended' | 'deleted'
  /** Of a key that is near its end. */
  readonly endingKey?: string
}

const neighbours: readonly Neighbour[] = [
  {
    slug: 'data-platform',
    name: 'Data Platform',
    groups: 8_214,
    series: 412_380,
    pushesAnHour: 91_400,
  },
  {
    slug: 'payments',
    name: 'Payments',
    groups: 1_906,
    series: 88_120,
    pushesAnHour: 40_210,
    refusalsAnHour: 61,
    endingKey: 'Settlement run',
  },
  { slug: 'warehouse', name: 'Warehouse', groups: 1_120, series: 51_904, pushesAnHour: 22_730 },
  {
    slug: 'mobile-apps',
    name: 'Mobile Apps',
    groups: 640,
    series: 19_350,
    pushesAnHour: 8_020,
    refusalsAnHour: 412,
  },
  {
    slug: 'research',
    name: 'Research',
    groups: 310,
    series: 14_466,
    pushesAnHour: 640,
    endingKey: 'Cluster jobs',
  },
  {
    slug: 'old-shop',
    name: 'Old Shop',
    groups: 58,
    series: 2_110,
    pushesAnHour: 0,
    fate: 'suspended',
  },
  { slug: 'trial-42', name: 'Trial 42', groups: 3, series: 36, pushesAnHour: 0, fate: 'deleted' },
]

export function addNeighbours(web: Web, story: Timeline, { ada }: Cast): void {
  for (const [index, neighbour] of neighbours.entries()) {
    const { slug, name, fate, endingKey } = neighbour
    const params = { slug }
    story.at((330 - index * 19) * DAY_MS, () =>
      act(web, ada, contract.createTenant, { body: { slug, name } }),
    )
    if (endingKey !== undefined) {
      const body = {
        name: endingKey,
        scopes: ['push' as const],
        namespaces: ['*'],
        expiresIn: '90d',
      }
      story.at((65 + index * 6) * DAY_MS, () =>
        act(web, ada, contract.issueCredential, { params, body }),
      )
    }
    if (fate === 'suspended') {
      story.at(12 * DAY_MS, () => act(web, ada, contract.suspendTenant, { params }))
    }
    if (fate === 'deleted') {
      const querystring = { confirm: slug }
      story.at(2 * DAY_MS, () => act(web, ada, contract.deleteTenant, { params, querystring }))
    }
    story.at(0, () => recordHeld(web, neighbour, (index + 1) * 7_000))
  }
}

/** What it holds, and what it did within the last two hours. */
async function recordHeld(
  { database }: Web,
  { slug, groups, series, pushesAnHour, refusalsAnHour = 0, fate }: Neighbour,
  lastPushAgoMs: number,
): Promise<void> {
  const tenant = await findTenantBySlug(database.admin, slug)
  if (!tenant) throw new Error(`there is no ${slug}`)
  const nowMs = Date.now() - (fate ? 12 * DAY_MS : lastPushAgoMs)
  const share = (nowMs % HOUR_MS) / HOUR_MS
  for (const [atMs, part] of [
    [nowMs - HOUR_MS, 1],
    [nowMs, share],
  ] as const) {
    const report = {
      // At least one, for the time of the last push.
      pushes: Math.max(1, Math.round(pushesAnHour * part)),
      refusals: Math.round(refusalsAnHour * part),
      held: { groups, series },
      nextCheckDown: undefined,
    }
    await withTenant(database.api, tenant.id, (own) =>
      recordTotals(own, tenant.id, report, new Date(atMs)),
    )
  }
}

/** What all of them push in a second, on average. */
export const pushesPerSecond =
  neighbours.reduce((sum, { pushesAnHour }) => sum + pushesAnHour, 0) / (HOUR_MS / 1_000)
