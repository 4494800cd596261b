import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { connect, type Db, databaseReadiness, migrationsFolder } from '@postern/store'
import { type Ending, openTestDatabase } from '@postern/testkit'
import { sql } from 'kysely'

test('a migrated database is ready for both apps, also when a newer release has migrated it', async (t) => {
  const { admin, api, owner } = await openTestDatabase(t)
  await databaseReadiness(api)()
  await databaseReadiness(admin)()
  await sql`insert into kysely_migration (name, timestamp) values ('9999_next', '')`.execute(owner)
  await databaseReadiness(api)()
})

test('a database that lacks a migration is not ready, and is as soon as it has had it', async (t) => {
  const { api, owner } = await openTestDatabase(t)
  const check = databaseReadiness(api)
  const newest = (await readdir(migrationsFolder)).sort().at(-1)?.replace('.sql', '') ?? ''
  await sql`delete from kysely_migration where name = ${newest}`.execute(owner)
  await assert.rejects(check(), { code: 'not-ready', message: new RegExp(`lacks .*${newest}`) })
  await sql`insert into kysely_migration (name, timestamp) values (${newest}, '')`.execute(owner)
  await check()
})

test('an empty database is not ready', async (t) => {
  const { urls } = await openTestDatabase(t)
  const empty = await emptyDatabase(t, urls.superuser)
  await assert.rejects(databaseReadiness(empty)(), { code: 'not-ready', message: /lacks .*0001_/ })
})

async function emptyDatabase(t: Ending, superuserUrl: string): Promise<Db> {
  const name = `empty_${crypto.randomUUID().replaceAll('-', '')}`
  const open = (url: string) =>
    connect({ url, applicationName: 'test', maxConnections: 1, onIdleError: () => undefined })
  const superuser = open(superuserUrl)
  await sql`create database ${sql.raw(name)}`.execute(superuser)
  const url = new URL(superuserUrl)
  url.pathname = `/${name}`
  const empty = open(url.href)
  t.after(async () => {
    await empty.destroy()
    await sql`drop database ${sql.raw(name)}`.execute(superuser)
    await superuser.destroy()
  })
  return empty
}
