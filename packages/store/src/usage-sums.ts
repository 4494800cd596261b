/** What all tenants did together, by five minutes: the line that operators see. */
import { sql } from 'kysely'
import type { Db } from './connect.ts'

const STEP_MS = 5 * 60_000

/** What all tenants did in five minutes. */
export interface UsageSum {
  readonly at: Date
  readonly pushes: number
  readonly samples: number
  readonly refusals: number
}

/** Adds to the five minutes of that moment, in the row of that replica. */
export async function recordUsageSum(
  db: Db,
  replicaId: string,
  { at, pushes, samples, refusals }: UsageSum,
): Promise<void> {
  await sql`
    insert into usage_sums (at, replica_id, pushes, samples, refusals)
      values (${stepOf(at)}::timestamptz, ${replicaId}::uuid, ${pushes}::bigint, ${samples}::bigint, ${refusals}::bigint)
    on conflict (at, replica_id) do update set
      pushes = usage_sums.pushes + excluded.pushes, samples = usage_sums.samples + excluded.samples,
      refusals = usage_sums.refusals + excluded.refusals
  `.execute(db)
}

/** Over all replicas, from that moment on, in their order; what was silent is left out. */
export async function listUsageSums(db: Db, from: Date): Promise<UsageSum[]> {
  const { rows } = await sql<{ at: Date; pushes: number; samples: number; refusals: number }>`
    select at, sum(pushes)::bigint as pushes, sum(samples)::bigint as samples, sum(refusals)::bigint as refusals
      from usage_sums where at >= ${from}::timestamptz group by at order by at
  `.execute(db)
  return rows
}

export async function purgeUsageSums(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('usage_sums').where('at', '<', before).execute()
}

/** Where the five minutes of a moment begin. */
export function stepOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / STEP_MS) * STEP_MS)
}
