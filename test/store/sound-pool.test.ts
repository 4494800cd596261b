import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, withTenant } from '@postern/store'
import { twoTenants } from '@postern/testkit'
import { sql } from 'kysely'
import { until } from '../support/until.ts'

test('a connection whose query was not answered in time is not handed on inside its transaction', async (t) => {
  const { acme, globex, urls, owner } = await twoTenants(t)
  const db = connect({
    url: urls.api,
    applicationName: 'sound-pool',
    maxConnections: 1,
    onIdleError: () => undefined,
    statementTimeoutMs: 100,
  })
  t.after(() => db.destroy())
  const backend = () => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const [before] = (await backend()).rows

  await assert.rejects(
    withTenant(db, acme.id, (own) => sql`select pg_sleep(30)`.execute(own)),
    /timeout/,
  )
  const seen = await withTenant(db, globex.id, (own) =>
    own.selectFrom('heads').select('tenant_id').execute(),
  )
  const [after] = (await backend()).rows

  assert.deepEqual(seen, [{ tenant_id: globex.id }])
  assert.notEqual(after?.pid, before?.pid)
  await until('the end of the transaction', async () => {
    const { rows } = await sql`
      select 1 from pg_stat_activity where pid = ${before?.pid} and state = 'idle in transaction'
    `.execute(owner)
    return rows.length === 0
  })
})

test('a refused statement leaves the connection in use', async (t) => {
  const { acme, api } = await twoTenants(t)
  const pids = new Set<number>()
  for (let i = 0; i < 3; i++) {
    await assert.rejects(withTenant(api, acme.id, (own) => sql`select 1 / 0`.execute(own)))
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(api)
    for (const { pid } of rows) pids.add(pid)
  }
  assert.equal(pids.size, 1)
})

test('where a transaction cannot begin nothing in it is done, and who wanted it hears why', async (t) => {
  const { urls, owner } = await twoTenants(t)
  const db = connect({
    url: urls.owner,
    applicationName: 'sound-pool',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
  t.after(() => db.destroy())
  await sql`create table written (one int)`.execute(owner)
  const backend = async () =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]
  const before = await backend()

  await assert.rejects(
    db.connection().execute(async (connection) => {
      await sql.raw('begin; set local no_such_setting = 1').execute(connection)
      await sql`insert into written values (1)`.execute(connection)
    }),
    /no_such_setting/,
  )
  assert.deepEqual((await sql`select * from written`.execute(db)).rows, [])
  assert.notDeepEqual(await backend(), before)
})
