/** Both apps on a database of the test's own, and the variables by which the command line finds them. */
import { createAdmin } from '@postern/admin'
import { createApi } from '@postern/api'
import type { Tenant } from '@postern/domain'
import { createLogger } from '@postern/server'
import {
  createCredential,
  createOperatorKey,
  type Ending,
  testHasher,
  twoTenants,
} from '@postern/testkit'
import { type CliResult, runCli } from './run-cli.ts'

export interface Servers {
  readonly acme: Tenant
  readonly env: Readonly<Record<ClientVariable, string>>
  /** The command line as somebody who has an operator key, and a key of acme that may push and delete. */
  readonly cli: (args: readonly string[], answer?: string) => Promise<CliResult>
  /** All samples of acme, as text without comments. */
  readonly scrape: () => Promise<string>
}

type ClientVariable = 'POSTERN_URL' | 'POSTERN_TOKEN' | 'POSTERN_ADMIN_URL' | 'POSTERN_OPERATOR_KEY'

export async function startServers(t: Ending): Promise<Servers> {
  const world = await twoTenants(t)
  const { acme } = world
  const shared = { hasher: testHasher, clock: Date.now, logger: createLogger('error') }
  const api = await createApi({ ...shared, db: world.api })
  const admin = await createAdmin({ ...shared, db: world.admin })
  t.after(() => Promise.all([api.close(), admin.close()]))
  const key = async (scopes: Parameters<typeof createCredential>[2]['scopes']) =>
    (await createCredential(world.admin, acme, { scopes })).key
  const scrapeKey = await key(['scrape', 'read'])
  const listen = { host: '127.0.0.1', port: 0 }
  const env = {
    POSTERN_URL: await api.listen(listen),
    POSTERN_TOKEN: await key(['push', 'delete', 'manage']),
    POSTERN_ADMIN_URL: await admin.listen(listen),
    POSTERN_OPERATOR_KEY: (await createOperatorKey(world.admin)).key,
  }
  return {
    acme,
    env,
    cli: (args, answer) => runCli(args, env, answer),
    scrape: async () => {
      const headers = { authorization: `Bearer ${scrapeKey}` }
      const text = await (await fetch(`${env.POSTERN_URL}/metrics`, { headers })).text()
      return text.replaceAll(/^#.*\n/gm, '')
    },
  }
}
