import assert from 'node:assert/strict'
import test from 'node:test'
import { listTenants, refuseBypass } from '@postern/store'
import { sql } from 'kysely'
import { createTenant, openTestDatabase } from './index.ts'

test('every test has a database of its own, with every migration', async (t) => {
  const one = await openTestDatabase(t)
  const other = await openTestDatabase(t)
  await createTenant(one.admin, 'acme')
  const page = { limit: 10, after: undefined }
  assert.equal((await listTenants(one.admin, page)).length, 1)
  assert.equal((await listTenants(other.admin, page)).length, 0)
})

test('the apps connect as roles that cannot read past the policies', async (t) => {
  const { api, admin } = await openTestDatabase(t)
  await refuseBypass(api)
  await refuseBypass(admin)
})

test('the owner of the tables is under the policies too', async (t) => {
  const { admin, owner } = await openTestDatabase(t)
  await createTenant(admin, 'acme')
  const rows = await owner.selectFrom('heads').selectAll().execute()
  assert.deepEqual(rows, [])
})

test('a database outlives the hooks that were told after it was opened', async (t) => {
  const seen: string[] = []
  await t.test('a test that uses its database while it ends', async (inner) => {
    const { api, name } = await openTestDatabase(inner)
    inner.after(async () => {
      const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(api)
      seen.push(rows[0]?.name === name ? 'its own' : 'another')
    })
  })
  assert.deepEqual(seen, ['its own'])
})

test('a database is gone when its test is over', async (t) => {
  let name = ''
  await t.test('a short one', async (inner) => {
    name = (await openTestDatabase(inner)).name
  })
  const { owner } = await openTestDatabase(t)
  const { rows } = await sql`select 1 from pg_database where datname = ${name}`.execute(owner)
  assert.deepEqual(rows, [])
})
