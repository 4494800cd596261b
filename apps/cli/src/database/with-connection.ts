import { connect, type Db } from '@postern/store'

/** Opens one connection for a piece of work. */
export async function withConnection<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = connect({
    url,
    applicationName: 'postern',
    maxConnections: 1,
    // Whatever breaks the connection fails the work, which says so.
    onIdleError: () => undefined,
  })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}
