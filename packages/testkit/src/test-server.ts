/** Where the server of a test run is; made once by the global setup, read by every test process. */
import type { RuntimeRole } from '@postern/store'

/** Owns every database of the tests. No superuser, so that even its queries are under the policies. */
export const OWNER = 'postern_owner'

export type TestRole = RuntimeRole | typeof OWNER

export interface TestServer {
  /** Of a superuser, for making and dropping databases. */
  readonly superuserUrl: string
  /** The migrated database that every test gets a copy of. */
  readonly template: string
}

// Known to all runs, so that two of them on one server do not lock each other out.
const PASSWORD = 'postern-test'

// Not POSTERN_…: those are settings, and an unknown one is refused.
const VARIABLE = 'TESTKIT_SERVER'

export function announce(server: TestServer): void {
  process.env[VARIABLE] = JSON.stringify(server)
}

export function getTestServer(): TestServer {
  const text = process.env[VARIABLE]
  if (text === undefined) {
    throw new Error(
      'no test server: run with node --test --test-global-setup=packages/testkit/src/global-setup.ts',
    )
  }
  // Written by announce() above.
  const server: TestServer = JSON.parse(text)
  return server
}

export function roleUrl(server: TestServer, database: string, role: TestRole): string {
  const url = new URL(databaseUrl(server.superuserUrl, database))
  url.username = role
  url.password = PASSWORD
  return url.href
}

export function databaseUrl(anyUrl: string, database: string): string {
  const url = new URL(anyUrl)
  url.pathname = `/${database}`
  return url.href
}

export { PASSWORD as testPassword }
