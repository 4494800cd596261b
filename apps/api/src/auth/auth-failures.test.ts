import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { credentialId, newUuid, type Tenant, tenantId } from '@postern/domain'
import { type Db, listAuditEvents, withTenant } from '@postern/store'
import { twoTenants } from '@postern/testkit'
import { AuthFailures } from './auth-failures.ts'

const caller = (address: string) => ({
  requestId: newUuid(0),
  address,
  userAgent: undefined,
  certificateNames: [],
})

const newId = () => credentialId(newUuid(Date.now()))

async function open(t: TestContext) {
  const database = await twoTenants(t)
  const failures = new AuthFailures(database.api, () => 0)
  t.after(() => failures.flush())
  return { ...database, failures }
}

async function reasonsIn(db: Db, { id }: Tenant): Promise<(string | null)[]> {
  const page = { order: 'oldest', limit: 1_000, after: undefined } as const
  const events = await withTenant(db, id, (own) => listAuditEvents(own, id, {}, page))
  return events.map(({ reason }) => reason)
}

test('whoever makes up tenants hides no refusal of a real one', async (t) => {
  const { admin, acme, failures } = await open(t)
  for (let i = 0; i < 25_000; i++) {
    failures.note({
      tenantId: tenantId(newUuid(i)),
      credentialId: newId(),
      isProven: false,
      reason: 'key-in-url',
      caller: caller(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`),
    })
  }
  failures.note({
    tenantId: acme.id,
    credentialId: newId(),
    isProven: true,
    reason: 'revoked',
    caller: caller('192.0.2.1'),
  })
  await failures.flush()
  assert.deepEqual(await reasonsIn(admin, acme), ['revoked'])
})

test('whoever knows the id of a key hides none of its refusals behind failures of their own', async (t) => {
  const { admin, acme, failures } = await open(t)
  const known = newId()
  const refusal = { tenantId: acme.id, credentialId: known } as const
  for (let i = 0; i < 200; i++) {
    const from = caller(`10.0.0.${i}`)
    failures.note({ ...refusal, isProven: false, reason: 'wrong-secret', caller: from })
  }
  failures.note({ ...refusal, isProven: true, reason: 'revoked', caller: caller('192.0.2.1') })
  await failures.flush()
  const reasons = await reasonsIn(admin, acme)
  assert.equal(reasons.filter((reason) => reason === 'wrong-secret').length, 10)
  assert.ok(reasons.includes('revoked'))
})

test('an address of a stranger leaves ten records a minute, whomever they are about', async (t) => {
  const { admin, acme, globex, failures } = await open(t)
  for (let i = 0; i < 100; i++) {
    failures.note({
      tenantId: i % 2 === 0 ? acme.id : globex.id,
      credentialId: newId(),
      isProven: false,
      reason: 'key-in-url',
      caller: caller('192.0.2.1'),
    })
  }
  await failures.flush()
  const records = [...(await reasonsIn(admin, acme)), ...(await reasonsIn(admin, globex))]
  assert.equal(records.length, 10)
})
