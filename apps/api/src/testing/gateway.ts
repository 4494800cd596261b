/** A gateway of a test's own: real database, real app, keys that fit. */
import type { Scope, Tenant } from '@postern/domain'
import { createLogger } from '@postern/server'
import {
  createCredential,
  createTenant,
  type Ending,
  openTestDatabase,
  type TestDatabase,
  testHasher,
} from '@postern/testkit'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { type ApiDeps, createApi } from '../app.ts'

export interface Gateway {
  readonly database: TestDatabase
  readonly app: FastifyInstance
  readonly tenant: Tenant
  readonly keys: { readonly push: string; readonly scrape: string }
  /** One more replica on the same database. */
  readonly addReplica: () => Promise<FastifyInstance>
  readonly put: (path: string, body: string) => Promise<LightMyRequestResponse>
  readonly post: (path: string, body: string) => Promise<LightMyRequestResponse>
  readonly delete: (path: string) => Promise<LightMyRequestResponse>
  /** The body of a scrape, with every push time replaced: see `maskTimes`. */
  readonly scrape: (app?: FastifyInstance) => Promise<string>
}

/** `clock` in milliseconds since 1970: that of the replicas, and as they see it that of Postgres. */
export async function openGateway(
  t: Ending,
  clock: () => number = Date.now,
  settings: Pick<ApiDeps, 'jwksAllowedHosts' | 'retention'> = {},
): Promise<Gateway> {
  const database = await openTestDatabase(t)
  const tenant = await createTenant(database.admin, 'acme')
  const keys = {
    push: await keyFor(database, tenant, ['push', 'delete']),
    scrape: await keyFor(database, tenant, ['scrape', 'read']),
  }
  const databaseClock = (reported: number) => (clock === Date.now ? reported : clock() * 1_000)
  const addReplica = () => startReplica(t, database, { clock, databaseClock, ...settings })
  const app = await addReplica()
  const send = (method: 'PUT' | 'POST' | 'DELETE', path: string, body?: string) =>
    app.inject({
      method,
      url: `/metrics${path}`,
      headers: bearer(keys.push),
      ...(body === undefined ? {} : { payload: body }),
    })
  return {
    database,
    app,
    tenant,
    keys,
    addReplica,
    put: (path, body) => send('PUT', path, body),
    post: (path, body) => send('POST', path, body),
    delete: (path) => send('DELETE', path),
    scrape: async (replica = app) => {
      const reply = await replica.inject({ url: '/metrics', headers: bearer(keys.scrape) })
      return maskTimes(reply.body)
    },
  }
}

export function bearer(key: string): { authorization: string } {
  return { authorization: `Bearer ${key}` }
}

/** Push times differ from run to run; all that is said of them is whether there was one. */
function maskTimes(text: string): string {
  return text.replaceAll(/^(push(?:_failure)?_time_seconds\{.*\}) [1-9].*$/gm, '$1 <time>')
}

async function keyFor(database: TestDatabase, tenant: Tenant, scopes: Scope[]): Promise<string> {
  const { key } = await createCredential(database.admin, tenant, { scopes })
  return key
}

async function startReplica(
  t: Ending,
  database: TestDatabase,
  settings: Pick<ApiDeps, 'clock' | 'jwksAllowedHosts' | 'databaseClock' | 'retention'>,
): Promise<FastifyInstance> {
  const app = await createApi({
    db: database.api,
    hasher: testHasher,
    ...settings,
    logger: createLogger('warn'),
  })
  t.after(() => app.close())
  return app
}
