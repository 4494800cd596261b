import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startTemporaryPostgres } from '@postern/embedded-postgres'
import { ensureRole, refuseBypass } from '@postern/store'
import { sql } from 'kysely'
import { openStateDir, type StateDir } from '../state/state-dir.ts'
import { temporaryFolder } from '../testing/postern.ts'
import { openGivenDatabase, type RoleUrls } from './given-database.ts'
import { withConnection } from './with-connection.ts'

const noUrls: RoleUrls = { postern_api: undefined, postern_admin: undefined }

test('roles are made once, by an owner who may make them', async (t) => {
  const { superuser, ownerUrl, state } = await world(t)
  await grantCreateRole(superuser)

  const first = await openGivenDatabase(ownerUrl, noUrls, state)
  const second = await openGivenDatabase(ownerUrl, noUrls, state)

  assert.deepEqual(second.urls, first.urls)
  await withConnection(first.urls.postern_api, refuseBypass)
  await withConnection(first.urls.postern_admin, refuseBypass)
  assert.doesNotMatch(first.description, /secret/)
})

test('an owner who may not make roles is told what to do', async (t) => {
  const { ownerUrl, state } = await world(t)
  await assert.rejects(
    openGivenDatabase(ownerUrl, noUrls, state),
    /infra\/postgres\/roles\.sql.*POSTERN_API_DATABASE_URL/,
  )
})

test('roles that somebody else made are used as their URLs say', async (t) => {
  const { superuser, ownerUrl, state } = await world(t)
  await withConnection(superuser, async (db) => {
    await ensureRole(db, 'postern_api', 'one')
    await ensureRole(db, 'postern_admin', 'two')
  })
  const urls = {
    postern_api: ownerUrl.replace('postern_owner:secret', 'postern_api:one'),
    postern_admin: ownerUrl.replace('postern_owner:secret', 'postern_admin:two'),
  }
  const database = await openGivenDatabase(ownerUrl, urls, state)
  assert.deepEqual(database.urls, { owner: ownerUrl, ...urls })
})

test('a role that another Postern uses keeps its password', async (t) => {
  const { superuser, ownerUrl, state } = await world(t)
  await grantCreateRole(superuser)
  const { urls } = await openGivenDatabase(ownerUrl, noUrls, state)
  const elsewhere = await stateDir(t)
  await withConnection(urls.postern_api, async (db) => {
    await sql`select 1`.execute(db)
    await assert.rejects(
      openGivenDatabase(ownerUrl, noUrls, elsewhere),
      /another Postern is connected .* as postern_api; .*POSTERN_API_DATABASE_URL/,
    )
  })
})

test('a database that does not answer is named without its password', async (t) => {
  await assert.rejects(
    openGivenDatabase('postgres://owner:secret@127.0.0.1:1/postern', noUrls, await stateDir(t)),
    (error: Error) => {
      assert.equal(
        error.message,
        'cannot use the database postgres://127.0.0.1:1/postern of DATABASE_URL',
      )
      return true
    },
  )
})

/** A server with a database whose owner may do nothing else. */
async function world(t: TestContext) {
  const postgres = await startTemporaryPostgres()
  t.after(() => postgres.stop())
  const superuser = postgres.url('postgres')
  await withConnection(superuser, async (db) => {
    await sql`create role postern_owner login password 'secret'`.execute(db)
    await sql`create database postern owner postern_owner`.execute(db)
  })
  const ownerUrl = postgres.url('postern', { user: 'postern_owner', password: 'secret' })
  return { superuser, ownerUrl, state: await stateDir(t) }
}

async function stateDir(t: TestContext): Promise<StateDir> {
  const state = await openStateDir(await temporaryFolder(t))
  t.after(() => state[Symbol.asyncDispose]())
  return state
}

async function grantCreateRole(superuser: string): Promise<void> {
  await withConnection(superuser, (db) => sql`alter role postern_owner createrole`.execute(db))
}
