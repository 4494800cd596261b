import { randomBytes } from 'node:crypto'
import { connect, type Db } from '@postern/store'
import { Pool } from 'pg'
import { databaseUrl, getTestServer, OWNER, roleUrl } from './test-server.ts'

/** A database of one test's own, connected as the roles that the apps have in production. */
export interface TestDatabase {
  readonly name: string
  readonly api: Db
  readonly admin: Db
  /** Owns the tables, but is no superuser: forced policies hold for it too. */
  readonly owner: Db
  readonly urls: {
    readonly api: string
    readonly admin: string
    readonly owner: string
    /** Sees the rows of every tenant: for tests that look at what all of them hold, never for an app. */
    readonly superuser: string
  }
}

/** A test, or anything else that has something done at its end: `{ after }` of node:test for a whole file. */
export interface Ending {
  after(hook: () => unknown): void
}

// As many as a test could want at once; connections are made when they are needed.
const MAX_CONNECTIONS = 10

/** A copy of the migrated template. It is dropped at the end, after what was told to end later than this call. */
export async function openTestDatabase(t: Ending): Promise<TestDatabase> {
  const server = getTestServer()
  const name = `test_${randomBytes(8).toString('hex')}`
  await asSuperuser(`create database ${name} template ${server.template} owner ${OWNER}`)
  const urls = {
    api: roleUrl(server, name, 'postern_api'),
    admin: roleUrl(server, name, 'postern_admin'),
    owner: roleUrl(server, name, OWNER),
    superuser: databaseUrl(server.superuserUrl, name),
  }
  const database: TestDatabase = {
    name,
    api: openDb(urls.api),
    admin: openDb(urls.admin),
    owner: openDb(urls.owner),
    urls,
  }
  atVeryEnd(t, () => closeAndDrop(database))
  return database
}

/**
 * Hooks run in the order in which they were told; one that is told while they run comes last. So an app that uses the
 * database, and is closed by a hook of its own, is closed first.
 */
function atVeryEnd(t: Ending, hook: () => Promise<void>): void {
  t.after(() => t.after(hook))
}

async function closeAndDrop({ name, api, admin, owner }: TestDatabase): Promise<void> {
  await Promise.all([api.destroy(), admin.destroy(), owner.destroy()])
  await asSuperuser(`drop database ${name} with (force)`)
}

let superuser: Pool | undefined

/** One connection for all databases of this process. It does not keep the process alive. */
async function asSuperuser(statement: string): Promise<void> {
  superuser ??= new Pool({
    connectionString: databaseUrl(getTestServer().superuserUrl, 'postgres'),
    max: 1,
    allowExitOnIdle: true,
  })
  await superuser.query(statement)
}

function openDb(url: string): Db {
  return connect({
    url,
    applicationName: 'test',
    maxConnections: MAX_CONNECTIONS,
    // A test may end or move connections on purpose; what breaks because of it shows in its own queries.
    onIdleError: () => undefined,
  })
}
