import { sql } from 'kysely'
import type { Db } from './connect.ts'

/** Work that only one process may do at a time, under a name. */
export interface Lease {
  readonly name: string
  /** An id of the process's own. */
  readonly holder: string
}

/** Takes the lease until that moment; false while somebody else holds it. */
export async function takeLease(
  db: Db,
  { name, holder }: Lease,
  now: Date,
  until: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into leases (name, holder, held_until) values (${name}, ${holder}::uuid, ${until}::timestamptz)
    on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
      where leases.held_until <= ${now}::timestamptz or leases.holder = excluded.holder
    returning name
  `.execute(db)
  return rows.length > 0
}

/** Gives it back, if it is still held. */
export async function giveLease(db: Db, { name, holder }: Lease, now: Date): Promise<void> {
  await db
    .updateTable('leases')
    .set({ held_until: now })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute()
}
