import { createApi } from '@postern/api'
import { createLogger, type Transport } from '@postern/server'
import { connect, type DatabaseClock } from '@postern/store'
import { type Ending, type TestDatabase, testHasher } from '@postern/testkit'
import { breakConnections, nameConnections } from './connections.ts'

/** A replica of the data plane that listens on a port of its own, and that bad things can happen to. */
export interface Replica {
  readonly url: string
  /** Breaks its connections to the database, whatever they are at; it lives on. */
  cutOff(): Promise<void>
  /** Ends it without notice; on return nothing of it goes on anywhere. */
  kill(): Promise<void>
}

export interface ReplicaOptions {
  /** On 127.0.0.1; for another way to the database than the straight one. */
  readonly databasePort?: number
  /** After this a statement counts as not answered. */
  readonly statementLimitMs?: number
  /** How requests get there: in plain unless told. */
  readonly transport?: Transport
  /** Moves the clock that decides. */
  readonly databaseClock?: DatabaseClock
}

// Few, so that requests of a test wait for each other as those of many clients would.
const MAX_CONNECTIONS = 4

let started = 0

/** In this process, on a pool of its own. It is closed at the end of the test, if it was not killed before. */
export async function startReplica(
  t: Ending,
  database: TestDatabase,
  { databasePort, statementLimitMs, transport = {}, databaseClock }: ReplicaOptions = {},
): Promise<Replica> {
  const name = `replica-${++started}`
  const databaseUrl = nameConnections(database, name)
  if (databasePort !== undefined) databaseUrl.port = String(databasePort)
  const db = connect({
    url: databaseUrl.href,
    applicationName: name,
    maxConnections: MAX_CONNECTIONS,
    onIdleError: () => undefined,
    ...(statementLimitMs === undefined ? {} : { statementTimeoutMs: statementLimitMs }),
  })
  const app = await createApi({
    db,
    hasher: testHasher,
    clock: Date.now,
    // What a replica has to say about connections that were broken on purpose is of no interest.
    logger: createLogger('silent'),
    transport,
    ...(databaseClock && { databaseClock }),
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= app.close().then(() => db.destroy())
    return closed
  }
  t.after(close)
  return {
    url,
    cutOff: () => breakConnections(database, name),
    kill: async () => {
      app.server.close()
      app.server.closeAllConnections()
      await breakConnections(database, name)
      await close()
    },
  }
}
