import type { TenantId } from '@postern/domain'
import { isUuid } from '@postern/domain'
import { sql } from 'kysely'
import type { Db } from './connect.ts'
import { retryConflicts } from './retry-conflicts.ts'

declare const tenant: unique symbol

/** A transaction bound to one tenant. Only `withTenant` makes one, so a query cannot forget its tenant. */
export type TenantDb = Db & { readonly [tenant]: TenantId }

/**
 * Runs `work` in a transaction that sees and writes the rows of one tenant only.
 * Conflicts that a second try resolves are tried again as a whole, so `work` must be repeatable.
 */
export function withTenant<T>(
  db: Db,
  tenantId: TenantId,
  work: (db: TenantDb) => Promise<T>,
): Promise<T> {
  return retryConflicts(() => inTransaction(db, `begin; ${tenantSetting(tenantId)}`, work))
}

/** As `withTenant`, but all reads in it see one and the same moment, and nothing can be written. */
export function withTenantSnapshot<T>(
  db: Db,
  tenantId: TenantId,
  work: (db: TenantDb) => Promise<T>,
): Promise<T> {
  const begin = 'begin isolation level repeatable read read only'
  return retryConflicts(() => inTransaction(db, `${begin}; ${tenantSetting(tenantId)}`, work))
}

/**
 * Citus hands a setting on to its workers only when it is a literal `set local`, so the id is checked to be a UUID and
 * written into the text. Together with `begin` it is one round trip.
 */
function tenantSetting(tenantId: TenantId): string {
  if (!isUuid(tenantId)) throw new TypeError('a tenant id is a UUID')
  return `set local app.tenant_id = '${tenantId}'`
}

async function inTransaction<T>(
  db: Db,
  begin: string,
  work: (db: TenantDb) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql.raw(begin).execute(connection)
    try {
      // The one place where a handle becomes a tenant's: the setting in `begin` is what the type promises.
      const result = await work(connection as TenantDb)
      await commit(connection)
      return result
    } catch (error) {
      await rollBack(connection)
      throw error
    }
  })
}

/** Postgres answers the commit of a transaction in which a statement failed without an error: it is rolled back instead. */
async function commit(connection: Db): Promise<void> {
  const { rows } = await sql<{ command: string }>`commit`.execute(connection)
  if (rows[0]?.command === 'COMMIT') return
  throw new Error('nothing was committed: a statement of the transaction had failed')
}

/** A broken connection is not rolled back but closed, see sound-pool.ts: the server undoes what it was at. */
async function rollBack(connection: Db): Promise<void> {
  try {
    await sql.raw('rollback').execute(connection)
  } catch {
    // The error that led here is the one to report.
  }
}
