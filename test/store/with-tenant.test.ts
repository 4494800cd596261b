import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lockHead, setHeadVersion, withTenant } from '@postern/store'
import { twoTenants } from '@postern/testkit'
import { sql } from 'kysely'

test('work that goes on after a statement failed is not taken for committed', async (t) => {
  const { acme, api } = await twoTenants(t)
  await assert.rejects(
    withTenant(api, acme.id, async (own) => {
      await setHeadVersion(own, acme.id, 7, 1)
      await sql`select 1 / 0`.execute(own).catch(() => undefined)
    }),
    /nothing was committed/,
  )
  const head = await withTenant(api, acme.id, (own) => lockHead(own, acme.id))
  assert.notEqual(head?.version, 7)
})
