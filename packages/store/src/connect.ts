import { Kysely, PostgresDialect } from 'kysely'
import { Pool, TypeOverrides, types } from 'pg'
import { ConnectionWaits } from './connection-waits.ts'
import type { Database } from './database.ts'
import { soundPool } from './sound-pool.ts'

export type Db = Kysely<Database>

export interface ConnectOptions {
  readonly url: string
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
  readonly maxConnections: number
  /** A connection that idles and breaks is replaced; this hears why. */
  readonly onIdleError: (error: Error) => void
  /** After this a statement counts as not answered; 15 s unless told otherwise. */
  readonly statementTimeoutMs?: number
}

// Long enough for a failover that keeps the address, short enough that a push is answered before its client gives up.
const CONNECT_TIMEOUT_MS = 5_000

// A statement that takes longer is a fault, not work: the largest catch-up read takes a second.
const STATEMENT_TIMEOUT_MS = 15_000

// As pg reads values, but bigint as a number: every bigint column of ours counts something below 2^53.
const columnTypes = new TypeOverrides()
columnTypes.setTypeParser(types.builtins.INT8, Number)

/** A pool of connections. Nothing is sent until the first query, so an absent server shows there. */
export function connect(options: ConnectOptions): Db {
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    // Statements may be sent while others are not answered yet: see sound-pool.ts.
    pipeline: true,
    types: columnTypes,
  })
  pool.on('error', options.onIdleError)
  // A connection that breaks between two statements of a transaction: the next statement rejects and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const waits = new ConnectionWaits(() => performance.now())
  const dialect = new PostgresDialect({ pool: soundPool(pool, waits) })
  const db = new Kysely<Database>({ dialect })
  pools.set(db, { pool, waits })
  return db
}

const pools = new WeakMap<Db, { readonly pool: Pool; readonly waits: ConnectionWaits }>()

/** How the connections of a pool are used at this moment. */
export interface PoolState {
  readonly busy: number
  readonly idle: number
  /** Who waits for a connection. */
  readonly waiting: number
  readonly maximum: number
}

export function poolState(db: Db): PoolState {
  const pool = pools.get(db)?.pool
  const { totalCount = 0, idleCount: idle = 0, waitingCount: waiting = 0 } = pool ?? {}
  return { busy: totalCount - idle, idle, waiting, maximum: pool?.options.max ?? 0 }
}

/** How long whoever waits longest has waited for a connection; 0 when nobody waits. */
export function connectionWaitMs(db: Db): number {
  return pools.get(db)?.waits.longestMs ?? 0
}
