import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { accountId, newUuid } from '@postern/domain'
import { insertAccount } from '@postern/store'
import { openTestDatabase, testHasher } from '@postern/testkit'
import { readState, startPostern, startUp, stop, temporaryFolder } from '../testing/postern.ts'
import { firstSetUpLink } from './first-set-up-link.ts'

async function printLink(t: TestContext, stateDir: string): Promise<URL> {
  const run = startPostern(t, ['setup-link'], { POSTERN_STATE_DIR: stateDir })
  assert.equal(await run.ended, 0, run.stderr())
  assert.match(run.stderr(), /becomes a system admin/)
  const [line = '', ...rest] = run.stdout().trim().split('\n')
  assert.deepEqual(rest, [])
  return new URL(line)
}

async function purposeOf(adminUrl: string | undefined, { hash }: URL): Promise<unknown> {
  const answer = await fetch(`${adminUrl}/api/v1/welcome`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice(1) }),
  })
  const body: unknown = await answer.json()
  return typeof body === 'object' && body !== null ? Reflect.get(body, 'purpose') : body
}

test('whoever has the machine gets a set-up link, whether or not Postern runs', async (t) => {
  const stateDir = join(await temporaryFolder(t), 'state')
  const first = await startUp(t, stateDir)
  const { adminUrl } = await readState(stateDir)
  const asked = await printLink(t, stateDir)
  assert.equal(asked.origin, adminUrl)
  assert.equal(await purposeOf(adminUrl, asked), 'set-up')
  await stop(first)

  const made = await printLink(t, stateDir)
  assert.equal(made.pathname, '/welcome')
  const settings = { POSTERN_ADMIN_PORT: new URL(adminUrl ?? '').port }
  const second = await startUp(t, stateDir, settings)
  // As long as nobody has an account, a start makes another link, which voids those from before.
  assert.equal(await purposeOf(adminUrl, made), undefined)
  await stop(second)
})

test('a start makes a link as long as nobody has an account', async (t) => {
  const { admin: db } = await openTestDatabase(t)
  const deps = { db, hasher: testHasher, adminUrl: 'https://postern.example' }
  const link = await firstSetUpLink(deps, Date.now())
  assert.match(link ?? '', /^https:\/\/postern\.example\/welcome#[\w-]{64}$/)
  await insertAccount(db, {
    id: accountId(newUuid(Date.now())),
    email: 'ada@example.com',
    name: 'Ada',
    role: 'system-admin',
    tenantId: undefined,
    state: 'active',
    roleFrom: 'here',
    signsInWith: undefined,
    createdAt: new Date(),
    signedInAt: undefined,
  })
  assert.equal(await firstSetUpLink(deps, Date.now()), undefined)
})
