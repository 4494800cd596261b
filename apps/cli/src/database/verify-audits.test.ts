import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { createTenant } from '@postern/admin'
import { systemContext } from '@postern/domain'
import { startTemporaryPostgres } from '@postern/embedded-postgres'
import { sql } from 'kysely'
import type { Output } from '../output.ts'
import { temporaryFolder } from '../testing/postern.ts'
import { migrateOnce } from './migrate-once.ts'
import { verifyAudits } from './verify-audits.ts'
import { withConnection } from './with-connection.ts'

async function world(t: TestContext) {
  const postgres = await startTemporaryPostgres({})
  t.after(() => postgres.stop())
  const superuser = postgres.url('postgres')
  const env = { DATABASE_URL: superuser, POSTERN_STATE_DIR: await temporaryFolder(t) }
  const lines: string[] = []
  const out: Output = {
    print: (text) => void lines.push(text),
    copy: async () => undefined,
    complain: () => undefined,
    paint: (_look, text) => text,
  }
  await migrateOnce(env, out)
  await withConnection(superuser, async (db) => {
    for (const slug of ['acme', 'globex']) {
      await createTenant(db, { slug, name: slug }, systemContext(Date.now()))
    }
  })
  const verify = async (slug?: string) => {
    lines.length = 0
    await verifyAudits(env, out, slug)
    return lines
  }
  return { superuser, lines, verify }
}

test('verifying says of each chain that it is whole, or where it was broken first', async (t) => {
  const { superuser, lines, verify } = await world(t)
  assert.deepEqual(await verify(), [
    '(operators): 0 events, whole',
    'acme: 1 events, whole',
    'globex: 1 events, whole',
  ])
  await withConnection(superuser, async (db) => {
    await sql`update audit_events set state_after = '{}' where target_id = 'acme'`.execute(db)
  })
  await assert.rejects(verify(), /tampered with: 1 of its chains/)
  assert.deepEqual(lines.slice(1), [
    'acme: broken at event 1: the event was changed',
    'globex: 1 events, whole',
  ])
  assert.deepEqual(await verify('globex'), ['globex: 1 events, whole'])
  await assert.rejects(verify('acme'), /tampered with/)
  await assert.rejects(verify('nobody'), /there is no tenant "nobody"/)
})
