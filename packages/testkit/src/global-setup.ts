/** For `node --test --test-global-setup`: one server with one migrated template for the whole run. */
import { randomBytes } from 'node:crypto'
import { startTemporaryPostgres } from '@postern/embedded-postgres'
import { connect, type Db, ensureRole, migrate, runtimeRoles } from '@postern/store'
import { sql } from 'kysely'
import { announce, OWNER, roleUrl, type TestServer, testPassword } from './test-server.ts'

// A pool that is not closed yet keeps idle connections, and every test opens up to three.
const MAX_CONNECTIONS = 300

let undo: () => Promise<void> = async () => undefined

export async function globalSetup(): Promise<void> {
  const given = process.env['POSTERN_TEST_DATABASE_URL']
  const server = given ? await useServer(given) : await startServer()
  await makeTemplate(server)
  announce(server)
}

export async function globalTeardown(): Promise<void> {
  await undo()
}

async function startServer(): Promise<TestServer> {
  const postgres = await startTemporaryPostgres({ max_connections: MAX_CONNECTIONS })
  undo = () => postgres.stop()
  return { superuserUrl: postgres.url('postgres'), template: 'template_postern' }
}

/** A server that somebody gave us: the URL of a superuser. What we make there, we take away again. */
async function useServer(superuserUrl: string): Promise<TestServer> {
  const template = `template_postern_${randomBytes(6).toString('hex')}`
  undo = () =>
    withSuperuser(superuserUrl, async (db) => {
      await sql`drop database if exists ${sql.id(template)} with (force)`.execute(db)
    })
  return { superuserUrl, template }
}

async function makeTemplate(server: TestServer): Promise<void> {
  await withSuperuser(server.superuserUrl, async (db) => {
    for (const role of runtimeRoles) await ensureRole(db, role, testPassword)
    await ensureOwner(db)
    await sql`create database ${sql.id(server.template)} owner ${sql.id(OWNER)}`.execute(db)
  })
  const owner = openDb(roleUrl(server, server.template, OWNER))
  try {
    await migrate(owner)
  } finally {
    await owner.destroy()
  }
}

async function ensureOwner(db: Db): Promise<void> {
  const found = await sql`select 1 from pg_roles where rolname = ${OWNER}`.execute(db)
  if (found.rows.length > 0) return
  await sql`create role ${sql.id(OWNER)} login password ${sql.lit(testPassword)}`.execute(db)
}

async function withSuperuser(url: string, work: (db: Db) => Promise<void>): Promise<void> {
  const db = openDb(url)
  try {
    await work(db)
  } finally {
    await db.destroy()
  }
}

function openDb(url: string): Db {
  return connect({
    url,
    applicationName: 'testkit',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
}
