/** Work that only one process does at a time. Postgres's clock decides, so that those of processes need not agree. */
import { sql } from 'kysely'
import type { Db } from './connect.ts'

export interface Lease {
  readonly name: string
  /** An id of the process's own. */
  readonly holder: string
}

/** Takes the lease for so long, or holds on to it; false while somebody else has it. */
export async function takeLease(db: Db, { name, holder }: Lease, forMs: number): Promise<boolean> {
  const until = sql`clock_timestamp() + make_interval(secs => ${forMs / 1_000}::float8)`
  const { rows } = await sql`
    insert into leases (name, holder, held_until) values (${name}, ${holder}::uuid, ${until})
    on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
      where leases.held_until <= clock_timestamp() or leases.holder = excluded.holder
    returning name
  `.execute(db)
  return rows.length > 0
}

/** Gives it back, if it is still held. */
export async function giveLease(db: Db, { name, holder }: Lease): Promise<void> {
  await sql`
    update leases set held_until = clock_timestamp() where name = ${name} and holder = ${holder}::uuid
  `.execute(db)
}
