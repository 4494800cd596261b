import * as contract from '@postern/contract'
import type { Web } from '../browser/support/web.ts'
import { act } from './act.ts'
import { type Cast, SLUG } from './cast.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './jobs.ts'
import type { Timeline } from './timeline.ts'

/** What jobs are expected to do. */
export function addChecks(web: Web, story: Timeline, { sam }: Cast): void {
  for (const { madeMs, pausedMs, ...body } of drafts) {
    let id = ''
    story.at(madeMs, async () => {
      const params = { slug: SLUG }
      id = (await act(web, sam, contract.createCheck, { params, body })).check.id
    })
    if (pausedMs === undefined) continue
    story.at(pausedMs, () => act(web, sam, contract.pauseCheck, { params: { slug: SLUG, id } }))
  }
}

interface CheckDraft extends contract.CheckDraft {
  readonly madeMs: number
  readonly pausedMs?: number
}

const drafts: readonly CheckDraft[] = [
  ...['db1', 'db2', 'db3', 'files'].map((instance) => ({
    madeMs: 27 * DAY_MS,
    name: `backup-${instance}`,
    job: 'backup',
    labels: { instance },
    schedule: { period: '1d' },
    grace: '2h',
  })),
  {
    madeMs: 2 * DAY_MS + HOUR_MS,
    name: 'import-prices',
    namespace: 'etl',
    job: 'import',
    labels: { table: 'prices', region: 'eu' },
    schedule: { period: '70m' },
    grace: '30m',
  },
  { madeMs: 30 * HOUR_MS, name: 'queue-drain', schedule: { period: '1h' }, grace: '30m' },
  {
    madeMs: 3 * HOUR_MS,
    name: 'monthly-invoices',
    schedule: { cron: '0 6 1 * *' },
    timeZone: 'Europe/Berlin',
    grace: '4h',
  },
  {
    madeMs: 8 * HOUR_MS,
    pausedMs: 50 * MINUTE_MS,
    name: 'smoke-test',
    namespace: 'staging',
    labels: { service: 'web-shop' },
    schedule: { period: '15m' },
    grace: '10m',
  },
]
