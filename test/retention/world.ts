/** Two replicas and an admin app on one database, with clocks that the test moves. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import type * as contract from '@postern/contract'
import type { Tenant } from '@postern/domain'
import { createLogger } from '@postern/server'
import {
  createOperatorKey,
  openTestDatabase,
  type TestDatabase,
  testHasher,
} from '@postern/testkit'
import { bearer } from '../support/authorization.ts'
import { createTenantWithKeys } from '../support/tenant.ts'

export const SECOND_MS = 1_000
export const HOUR_MS = 3_600 * SECOND_MS
export const DAY_MS = 24 * HOUR_MS

type App = Awaited<ReturnType<typeof createApi>>

export interface World {
  readonly database: TestDatabase
  readonly tenant: Tenant
  readonly replicas: readonly [App, App]
  /** Postgres's, in milliseconds since 1970; whole ones, so that what is computed from it is exact. */
  readonly clock: { nowMs: number }
  readonly databaseClock: () => number
  /** One push, by one replica after the other; answered in JSON. */
  readonly push: (
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Pushed>
  /** The jobs with a sample `m`, by name; all replicas must show the same, under the same entity tag. */
  readonly jobs: () => Promise<string>
  /** As the list of groups has it. */
  readonly group: (selector: string) => Promise<ShownGroup>
  readonly admin: (
    method: 'GET' | 'PUT',
    path: string,
    body?: object,
    key?: string,
  ) => Promise<AdminAnswer>
  readonly operatorKey: string
}

interface Pushed extends ShownGroup {
  readonly status: number
}

interface ShownGroup {
  readonly expiresAt: string | null
  readonly expiryRule: string
  readonly expiryIsCut: boolean
  readonly warnings: readonly string[]
}

interface AdminAnswer {
  readonly status: number
  readonly body: {
    readonly retention: contract.TenantRetention & contract.NamespaceRetention
    readonly effect: contract.RetentionEffect
    readonly dryRun: boolean
    readonly isComplete: boolean
    readonly code: string
    readonly detail: string
    readonly errors: readonly { readonly pointer: string; readonly detail: string }[]
  }
}

/** By how much the clocks of the replicas are wrong. */
export interface Skew {
  readonly replicasMs?: readonly [number, number]
}

export async function openWorld(
  t: TestContext,
  { replicasMs = [0, 0] }: Skew = {},
): Promise<World> {
  const database = await openTestDatabase(t)
  const { tenant, pushKey, scrapeKey } = await createTenantWithKeys(database, 'acme')
  const clock = { nowMs: Math.ceil(Date.now() / SECOND_MS) * SECOND_MS }
  const databaseClock = () => clock.nowMs * 1_000
  const shared = { hasher: testHasher, logger: createLogger('silent'), databaseClock }
  const startReplica = async (skewMs: number) => {
    // Keys expire by the clock of the replica, so it runs on the same time but for the skew.
    const app = await createApi({
      ...shared,
      db: database.api,
      clock: () => clock.nowMs + skewMs,
    })
    t.after(() => app.close())
    return app
  }
  const replicas = [await startReplica(replicasMs[0]), await startReplica(replicasMs[1])] as const
  const admin = await createAdmin({ ...shared, db: database.admin, clock: () => clock.nowMs })
  t.after(() => admin.close())
  const { key: operatorKey } = await createOperatorKey(database.admin)
  let pushes = 0
  return {
    database,
    tenant,
    replicas,
    clock,
    databaseClock,
    operatorKey,
    push: async (path, headers = {}, body = 'm 1\n') => {
      const reply = await (pushes++ % 2 === 0 ? replicas[0] : replicas[1]).inject({
        method: 'PUT',
        url: path,
        headers: { ...bearer(pushKey), accept: 'application/json', ...headers },
        payload: body,
      })
      const shown: ShownGroup = reply.json()
      return { ...shown, status: reply.statusCode }
    },
    jobs: async () => {
      const replies = await Promise.all(
        replicas.map((app) => app.inject({ url: '/metrics', headers: bearer(scrapeKey) })),
      )
      const [one, two] = replies
      assert.ok(one && two)
      assert.equal(jobsIn(one.body), jobsIn(two.body))
      // Each may have seen things that the other did not; but the same name means the same bytes.
      if (one.headers.etag === two.headers.etag) assert.equal(one.body, two.body)
      return jobsIn(one.body)
    },
    group: async (selector) => {
      const url = `/api/v1/groups?match[]=${encodeURIComponent(selector)}`
      const reply = await replicas[0].inject({ url, headers: bearer(scrapeKey) })
      return reply.json().groups[0]
    },
    admin: async (method, path, body, key = operatorKey) => {
      const reply = await admin.inject({
        method,
        url: `/api/v1/tenants/acme${path}`,
        headers: bearer(key),
        ...(body === undefined ? {} : { payload: body }),
      })
      return { status: reply.statusCode, body: reply.json() }
    },
  }
}

function jobsIn(exposition: string): string {
  const jobs = exposition.matchAll(/^m\{.*job="([\w-]+)"(?:.*run="(\w+)")?/gm)
  return [...jobs]
    .map(([, job = '', run]) => (run === undefined ? job : `${job}/${run}`))
    .toSorted((a, b) => a.localeCompare(b))
    .join(' ')
}
