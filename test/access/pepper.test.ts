/** A change of the pepper, as processes go through it. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createLogger, KeyHasher, newPepper } from '@postern/server'
import { createOperatorKey, openTestDatabase, TEST_PEPPER } from '@postern/testkit'
import { bearer } from '../support/authorization.ts'
import { call } from '../support/call.ts'
import { startReplicaProcess } from '../support/replica-process.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { createTenantWithKeys } from '../support/tenant.ts'

test('keys of the former pepper hold beside those of the new one, and end when it is left out', async (t) => {
  const database = await openTestDatabase(t)
  const { tenant, pushKey: oldKey } = await createTenantWithKeys(database, 'acme')
  const { key: operatorKey } = await createOperatorKey(database.admin)
  const pepper = newPepper()
  const folder = await makeTemporaryFolder(t)
  const formerFile = join(folder, 'pepper.former')
  await writeFile(formerFile, `${TEST_PEPPER}\n`)
  const admin = await createAdmin({
    db: database.admin,
    hasher: new KeyHasher(pepper, [TEST_PEPPER]),
    clock: Date.now,
    logger: createLogger('silent'),
  })
  t.after(() => admin.close())
  const made = await admin.inject({
    method: 'POST',
    url: `/api/v1/tenants/${tenant.slug}/credentials`,
    headers: bearer(operatorKey),
    payload: { name: 'new', scopes: ['push'], namespaces: ['*'] },
  })
  assert.equal(made.statusCode, 201, made.body)
  const newKey: string = made.json().secret

  const statuses = async (env: Readonly<Record<string, string>>) => {
    const replica = await startReplicaProcess(t, database, env)
    const push = async (key: string) =>
      (await call(`${replica.url}/metrics/job/a`, { method: 'PUT', key, body: 'm 1\n' })).status
    return [await push(oldKey), await push(newKey)]
  }
  assert.deepEqual(await statuses({}), [200, 401])
  const changing = { POSTERN_PEPPER: pepper, POSTERN_PEPPER_FORMER_FILE: formerFile }
  assert.deepEqual(await statuses(changing), [200, 200])
  const before = { POSTERN_PEPPER: TEST_PEPPER, POSTERN_PEPPER_FORMER: pepper }
  assert.deepEqual(await statuses(before), [200, 200])
  assert.deepEqual(await statuses({ POSTERN_PEPPER: pepper }), [401, 200])
})
