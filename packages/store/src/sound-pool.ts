/**
 * A pool that hands out sound connections only. A query that the server did not answer (it timed out, or the line
 * broke) leaves open what the connection is doing: perhaps still in a transaction of one tenant, in which the next
 * borrower would then work. Such a connection takes no further query and is closed instead of handed on.
 */
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import type { ConnectionWaits } from './connection-waits.ts'

/** `waits` hears how long connections are waited for. */
export function soundPool(pool: Pool, waits: ConnectionWaits): PostgresPool {
  return {
    options: pool.options,
    connect: async () => soundClient(await waits.during(() => pool.connect())),
    end: () => pool.end(),
  }
}

// Statements that end a transaction: when one fails, whatever the reason, nobody knows in what state the session is.
const ENDS_TRANSACTION = /^\s*(?:rollback|commit)/i

// What begins one travels with the first statement in it, of which it is a round trip less: its answer is awaited there.
const BEGINS_TRANSACTION = /^\s*begin/i

function soundClient(client: PoolClient): PostgresPoolClient {
  let fault: unknown
  let begun: Promise<unknown> | undefined
  const begin = (text: string) => {
    begun = client.query(text).catch((error: unknown) => {
      fault = error
      throw error
    })
    // Whoever sends the next statement hears of it.
    begun.catch(() => undefined)
    return { command: 'SELECT', rowCount: 0, rows: [] } as const
  }
  const send = async (text: string, values: readonly unknown[]) => {
    const sent = client.query(text, [...values])
    if (begun) {
      // In a transaction that could not begin it fails as well, but does not know why.
      sent.catch(() => undefined)
      await begun
      begun = undefined
    }
    return sent
  }
  const query = async <R>(text: string, values: readonly unknown[]) => {
    if (fault !== undefined)
      throw new Error('the connection to the database failed', { cause: fault })
    if (BEGINS_TRANSACTION.test(text)) return begin(text)
    try {
      // Kysely's result is a part of pg's; R is what the caller says of its own statement.
      return (await send(text, values)) as unknown as PostgresQueryResult<R>
    } catch (error) {
      if (!(error instanceof DatabaseError) || ENDS_TRANSACTION.test(text)) fault = error
      throw error
    }
  }
  // Kysely asks for cursors by the same method, but only when it is given a cursor class, which it is not.
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy === true || fault !== undefined),
  }
}
