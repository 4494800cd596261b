/** For tests: an admin app on a database of the test's own, with an operator who may call it. */
import type * as contract from '@postern/contract'
import { createLogger } from '@postern/server'
import {
  createOperatorKey,
  type Ending,
  type TwoTenants,
  testHasher,
  twoTenants,
} from '@postern/testkit'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { type AdminDeps, createAdmin } from './app.ts'

export interface TestAdmin extends TwoTenants {
  readonly app: FastifyInstance
  /** Calls as the operator, and reads JSON. */
  readonly call: (method: Method, url: string, body?: object | string) => Promise<Answer>
  readonly operatorKey: string
  /** What the app believes the time to be. */
  readonly clock: { nowMs: number }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Answer {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  readonly body: Body
}

type Overview = contract.Reply<typeof contract.getOverview>

/** What any answer may hold; a test reads what its own must hold. */
interface Body {
  readonly tenant: contract.Tenant
  readonly tenants: readonly contract.Tenant[]
  readonly namespace: contract.Namespace
  readonly namespaces: readonly contract.Namespace[]
  readonly limits: Readonly<Record<string, contract.EffectiveLimit>>
  readonly hours: readonly contract.UsageHour[]
  readonly credential: contract.Credential
  readonly credentials: readonly contract.Credential[]
  readonly check: contract.Check
  readonly checks: readonly contract.Check[]
  readonly states: Readonly<Record<contract.Check['state'], number>>
  readonly secret: string
  readonly events: readonly contract.AuditEvent[]
  readonly group: contract.Group
  readonly groups: readonly contract.Group[]
  readonly pushes: readonly contract.PastPush[]
  readonly total: number
  readonly snippets: readonly contract.Snippet[]
  readonly pushesPerSecond: number
  readonly refusalsPerSecond: number
  readonly line: Overview['line']
  readonly largest: Overview['largest']
  readonly expiringKeys: Overview['expiringKeys']
  readonly checksDown: Overview['checksDown']
  readonly series: number
  readonly first: contract.Chosen['first']
  readonly dryRun: boolean
  readonly version: number
  readonly families: readonly contract.MetricFamily[]
  readonly nextCursor?: string
  readonly code: string
  readonly instance: string
  readonly errors: readonly { in: string; pointer: string; detail: string }[]
}

/** Ends with a test, or with all tests of a file. */
export async function startAdmin(
  t: Ending,
  deps: Pick<AdminDeps, 'adminUrl' | 'provider' | 'web'> = {},
): Promise<TestAdmin> {
  const world = await twoTenants(t)
  const startedMs = Date.now()
  const clock = { nowMs: startedMs }
  const app = await createAdmin({
    db: world.admin,
    hasher: testHasher,
    clock: () => clock.nowMs,
    // Postgres's clock is moved along.
    databaseClock: (reportedMicros) => reportedMicros + (clock.nowMs - startedMs) * 1_000,
    logger: createLogger('silent'),
    ...deps,
  })
  t.after(() => app.close())
  const { key: operatorKey } = await createOperatorKey(world.admin)
  const call = (method: Method, url: string, body?: object | string) =>
    send(app, {
      method,
      url,
      headers: { authorization: `Bearer ${operatorKey}` },
      ...(body === undefined ? {} : { payload: body }),
    })
  return { ...world, app, call, operatorKey, clock }
}

async function send(app: FastifyInstance, request: InjectOptions): Promise<Answer> {
  const { statusCode, headers, body } = await app.inject(request)
  return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) }
}
