/** A replica's connections as the database sees them. */
import type { TestDatabase } from '@postern/testkit'
import { sql } from 'kysely'
import { until } from './until.ts'

/** The address of the database for one replica, whose connections are then told from all others. */
export function nameConnections({ urls }: TestDatabase, replica: string): URL {
  const url = new URL(urls.api)
  url.searchParams.set('application_name', replica)
  return url
}

/**
 * Ends every connection that the replica has at this moment, in whatever transaction it is. On return they are gone:
 * the server first carries out what it was last told, commits included.
 */
export async function breakConnections(database: TestDatabase, replica: string): Promise<void> {
  const { rows } = await sql<{ now: string }>`select clock_timestamp()::text as now`.execute(
    database.api,
  )
  await until('the connections of the replica to end', async () => {
    const left = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = ${replica}
          and backend_start < ${rows[0]?.now}::timestamptz
    `.execute(database.api)
    return left.rows.length === 0
  })
}
