import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '@postern/domain'
import { revokeCredential, updateTenant, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'

async function open(t: TestContext) {
  const clock = { nowMs: Date.now() }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, database, tenant } = gateway
  await app.listen({ host: '127.0.0.1', port: 0 })
  // Listening on a port, so the address is none of the other two kinds.
  const { port } = app.server.address() as AddressInfo
  const scopes: Scope[] = ['push']
  const { key, credential } = await createCredential(database.admin, tenant, { scopes })
  /** Sends a push of which the last bytes come after `meanwhile`, two seconds later. */
  const pushSlowly = async (meanwhile: () => Promise<unknown>) => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    t.after(() => socket.destroy())
    const { authorization } = bearer(key)
    socket.write(
      `PUT /metrics/job/slow HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: 7\r\n\r\nslow`,
    )
    // Long enough for the key to be looked up.
    await sleep(300)
    await meanwhile()
    clock.nowMs += 2_000
    socket.write(' 1\n')
    const [answer] = await once(socket, 'data')
    return String(answer)
  }
  return { ...gateway, clock, credential, pushSlowly }
}

test('a push that takes its time is stored while its key is good', async (t) => {
  const { pushSlowly, scrape } = await open(t)
  assert.match(await pushSlowly(async () => undefined), /^HTTP\/1\.1 200 /)
  assert.match(await scrape(), /^slow\{/m)
})

test('a key that is revoked while its push still comes in stores nothing', async (t) => {
  const { pushSlowly, scrape, database, tenant, credential } = await open(t)
  const answer = await pushSlowly(() =>
    withTenant(database.admin, tenant.id, (own) =>
      revokeCredential(own, tenant.id, credential.id, new Date()),
    ),
  )
  assert.match(answer, /^HTTP\/1\.1 401 [^]*was revoked/)
  assert.doesNotMatch(await scrape(), /slow/)
})

test('a tenant that is suspended while a push still comes in stores nothing', async (t) => {
  const { pushSlowly, scrape, database, tenant, clock } = await open(t)
  const become = (state: 'active' | 'suspended') =>
    withTenant(database.admin, tenant.id, (own) => updateTenant(own, { ...tenant, state }))
  assert.match(await pushSlowly(() => become('suspended')), /^HTTP\/1\.1 403 /)
  await become('active')
  clock.nowMs += 2_000
  assert.doesNotMatch(await scrape(), /slow/)
})
