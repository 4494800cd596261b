/** A gateway of two replicas whose time the test moves. */
import assert from 'node:assert/strict'
import type { Type } from 'typebox'
import type { PushDescription } from '../push/describe-push.ts'
import type { GroupSummary } from '../query/group-schemas.ts'
import { bearer, type Gateway, openGateway } from './gateway.ts'
import { type RetentionToSet, setRetention } from './set-retention.ts'

export const SECOND_MS = 1_000
export const HOUR_MS = 3_600 * SECOND_MS
export const DAY_MS = 24 * HOUR_MS

export interface TimedGateway extends Gateway {
  readonly clock: { nowMs: number }
  readonly databaseClock: () => number
  /** Which jobs have a sample `m` in a scrape, or only a push time as `(job)`; all replicas must say the same. */
  readonly jobs: () => Promise<string>
  readonly setRetention: (retention: RetentionToSet) => Promise<void>
  /** A push with headers of its own, answered in JSON. */
  readonly push: (
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Pushed>
  /** As the list of groups shows it. */
  readonly group: (job: string) => Promise<ShownGroup>
}

type ShownGroup = Type.Static<typeof GroupSummary>

interface Pushed {
  readonly status: number
  /** Of a push that was taken, or of the problem. */
  readonly body: PushDescription & { readonly code: string; readonly detail: string }
}

export async function openTimedGateway(
  t: Parameters<typeof openGateway>[0],
): Promise<TimedGateway> {
  const clock = { nowMs: Date.UTC(2026, 0, 1) }
  const databaseClock = () => clock.nowMs * 1_000
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, database, tenant, keys } = gateway
  const other = await gateway.addReplica()
  return {
    ...gateway,
    clock,
    databaseClock,
    jobs: async () => {
      const [one, two] = [await gateway.scrape(), await gateway.scrape(other)]
      assert.equal(one, two)
      return describeJobs(one)
    },
    setRetention: (retention) => setRetention(database, tenant.id, retention, databaseClock),
    push: async (path, headers = {}, body = 'm 1\n') => {
      const reply = await app.inject({
        method: 'PUT',
        url: path,
        headers: { ...bearer(keys.push), accept: 'application/json', ...headers },
        payload: body,
      })
      return { status: reply.statusCode, body: reply.json() }
    },
    group: async (job) => {
      const url = `/api/v1/groups?match[]={job="${job}"}`
      const reply = await app.inject({ url, headers: bearer(keys.scrape) })
      return reply.json().groups[0]
    },
  }
}

function describeJobs(exposition: string): string {
  const jobsOf = (name: string) =>
    [...exposition.matchAll(new RegExp(`^${name}\\{.*job="([\\w-]+)"`, 'gm'))].map(([, job]) => job)
  const full = new Set(jobsOf('m'))
  return jobsOf('push_time_seconds')
    .map((job) => (full.has(job) ? job : `(${job})`))
    .join(' ')
}
