/** Backup and restore, step by step as docs/how-to/run-in-production.md has them, with the programs of the machine. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createApi } from '@postern/api'
import { createLogger } from '@postern/server'
import { connect, type Db, migrate, refuseBypass } from '@postern/store'
import { type Ending, testHasher } from '@postern/testkit'
import { sql } from 'kysely'
import { bearer } from '../support/authorization.ts'
import { findPostgresPrograms, startInstalledPostgres } from '../support/installed-postgres.ts'
import { skipWithout } from '../support/programs.ts'
import { runProgram } from '../support/run-program.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { createTenantWithKeys } from '../support/tenant.ts'

const programs = await findPostgresPrograms()
const skip = skipWithout(programs, 'pg_dump with a server of its version', 'postgresql')
const rolesFile = fileURLToPath(new URL('../../infra/postgres/roles.sql', import.meta.url))

const passwords = {
  POSTERN_API_PASSWORD: "api's secret",
  POSTERN_ADMIN_PASSWORD: 'admin-secret',
  POSTERN_BACKUP_PASSWORD: 'backup-secret',
}

interface Server {
  /** Of the administrator, or of that role, for that database. */
  readonly url: (database: string, role?: string) => string
  readonly run: (program: string, ...args: string[]) => ReturnType<typeof runProgram>
  readonly open: (database: string, role?: string) => Db
}

async function openServer(t: Ending): Promise<Server> {
  const bin = programs ?? ''
  const administrator = await startInstalledPostgres(t, bin)
  const url = (database: string, role = 'postgres') => {
    const found = new URL(administrator)
    found.pathname = `/${database}`
    found.username = role
    return found.href
  }
  return {
    url,
    run: (program, ...args) => runProgram(join(bin, program), args, { env: passwords }),
    open: (database, role) => {
      const db = connect({
        url: url(database, role),
        applicationName: 'backup',
        maxConnections: 4,
        onIdleError: () => undefined,
      })
      t.after(() => db.destroy())
      return db
    },
  }
}

async function done(outcome: ReturnType<typeof runProgram>): Promise<void> {
  const { code, stderr } = await outcome
  assert.equal(code, 0, stderr)
}

/** The owner, the database, the roles of the file, and the schema. */
async function setUp({ run, url, open }: Server): Promise<void> {
  const commands = [
    'create role postern_owner login',
    'create database postern owner postern_owner',
  ]
  for (const command of commands) await done(run('psql', '-c', command, url('postgres')))
  // Run again it changes nothing but the passwords.
  for (let i = 0; i < 2; i++) await done(run('psql', '-f', rolesFile, url('postgres')))
  await migrate(open('postern', 'postern_owner'))
}

async function serve(t: Ending, db: Db) {
  const app = await createApi({
    db,
    hasher: testHasher,
    clock: Date.now,
    logger: createLogger('silent'),
  })
  t.after(() => app.close())
  return {
    push: async (key: string, body: string) => {
      const headers = bearer(key)
      const reply = await app.inject({
        method: 'PUT',
        url: '/metrics/job/a',
        headers,
        payload: body,
      })
      assert.equal(reply.statusCode, 200, reply.body)
    },
    scrape: async (key: string) => {
      const reply = await app.inject({ url: '/metrics', headers: bearer(key) })
      assert.equal(reply.statusCode, 200, reply.body)
      return reply.body
    },
  }
}

test('what postern_backup dumps is all of every tenant, and restored it is what it was', {
  skip,
}, async (t) => {
  const server = await openServer(t)
  await setUp(server)
  const admin = server.open('postern', 'postern_admin')
  const gateway = await serve(t, server.open('postern', 'postern_api'))
  const [acme, globex] = [
    await createTenantWithKeys({ admin }, 'acme'),
    await createTenantWithKeys({ admin }, 'globex'),
  ]
  await gateway.push(acme.pushKey, 'm{of="acme"} 1\n')
  await gateway.push(globex.pushKey, 'm{of="globex"} 2\n')
  const scrapes = [await gateway.scrape(acme.scrapeKey), await gateway.scrape(globex.scrapeKey)]

  const file = join(await makeTemporaryFolder(t), 'postern.dump')
  await done(server.run('pg_dump', '-Fc', '-f', file, server.url('postern', 'postern_backup')))
  await gateway.push(acme.pushKey, 'm{of="acme"} 3\n')

  const create = 'create database restored owner postern_owner'
  await done(server.run('psql', '-c', create, server.url('postgres')))
  await done(server.run('pg_restore', '--exit-on-error', '-d', server.url('restored'), file))
  const restored = server.open('restored', 'postern_api')
  await refuseBypass(restored)
  assert.deepEqual(await migrate(server.open('restored', 'postern_owner')), [])
  const again = await serve(t, restored)
  assert.deepEqual(
    [await again.scrape(acme.scrapeKey), await again.scrape(globex.scrapeKey)],
    scrapes,
  )
  await again.push(acme.pushKey, 'm{of="acme"} 4\n')
  assert.match(await again.scrape(acme.scrapeKey), /of="acme"\} 4$/m)
  const { rows } = await sql`select from groups`.execute(restored)
  assert.equal(rows.length, 0, 'policies hold in the restored database')
})

test('postern_backup writes nothing, even told to; the owner, whom policies bind, dumps nothing rather than a part', {
  skip,
}, async (t) => {
  const server = await openServer(t)
  await setUp(server)
  await createTenantWithKeys({ admin: server.open('postern', 'postern_admin') }, 'acme')
  const backup = server.url('postern', 'postern_backup')
  for (const command of [
    'delete from tenants',
    'set default_transaction_read_only = off; delete from tenants',
    'set default_transaction_read_only = off; create table t ()',
    'set role postern_admin',
  ]) {
    const { code, stderr } = await server.run('psql', '-c', command, backup)
    assert.equal(code, 1, command)
    assert.match(stderr, /permission denied|read-only transaction/)
  }
  await assert.rejects(
    refuseBypass(server.open('postern', 'postern_backup')),
    /postern_backup has BYPASSRLS/,
  )
  const owner = server.url('postern', 'postern_owner')
  const { code, stderr } = await server.run('pg_dump', '-Fc', '-f', '/dev/null', owner)
  assert.equal(code, 1)
  assert.match(stderr, /row-level security/)
})

test('without a password for it the file makes no role for backups', { skip }, async (t) => {
  const server = await openServer(t)
  const { POSTERN_BACKUP_PASSWORD: _, ...others } = passwords
  const psql = join(programs ?? '', 'psql')
  await done(runProgram(psql, ['-f', rolesFile, server.url('postgres')], { env: others }))
  const { rows } = await sql<{ name: string }>`
    select rolname as name from pg_roles where rolname like 'postern%' order by 1
  `.execute(server.open('postgres'))
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['postern_admin', 'postern_api'],
  )
})
