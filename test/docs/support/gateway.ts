/** What the documents speak of, for one page: both apps on ports of their own, and the first keys. */
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import { createLogger } from '@postern/server'
import {
  createCredential,
  createOperatorKey,
  createTenant,
  type Ending,
  openTestDatabase,
  testHasher,
} from '@postern/testkit'

/** The variables of the shell that the documents use, as a person would have set them. */
export type PageEnvironment = Readonly<
  Record<'POSTERN_URL' | 'ADMIN_URL' | 'OPERATOR_KEY' | 'PUSH_KEY' | 'SCRAPE_KEY', string>
>

/** The same as the first start of `postern up` makes: a tenant `default` with a push key and a scrape key. */
export async function startGateway(t: Ending): Promise<PageEnvironment> {
  const database = await openTestDatabase(t)
  const shared = { hasher: testHasher, clock: Date.now, logger: createLogger('error') }
  const api = await createApi({ ...shared, db: database.api })
  const admin = await createAdmin({ ...shared, db: database.admin })
  t.after(() => Promise.all([api.close(), admin.close()]))

  const tenant = await createTenant(database.admin, 'default')
  const push = { scopes: ['push', 'delete'], namespaces: ['default'] } as const
  const scrape = { scopes: ['scrape', 'discover', 'read'], namespaces: ['*'] } as const
  const listen = { host: '127.0.0.1', port: 0 }
  return {
    POSTERN_URL: await api.listen(listen),
    ADMIN_URL: await admin.listen(listen),
    OPERATOR_KEY: (await createOperatorKey(database.admin)).key,
    PUSH_KEY: (await createCredential(database.admin, tenant, push)).key,
    SCRAPE_KEY: (await createCredential(database.admin, tenant, scrape)).key,
  }
}
