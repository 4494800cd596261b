import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NIL_UUID } from '@postern/domain'
import { issueApiKey } from '@postern/server'
import { createCredential, createOperatorKey, testHasher } from '@postern/testkit'
import { startAdmin } from '../test-admin.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

test('an operator gets in with a live key, and until it ends', async (t) => {
  const { app, admin, clock } = await startAdmin(t)
  const expiresAt = new Date(clock.nowMs + DAY_MS)
  const { key } = await createOperatorKey(admin, { expiresAt })
  const enter = async () => {
    const headers = { authorization: `bearer ${key}` }
    return (await app.inject({ url: '/api/v1/tenants', headers })).statusCode
  }
  assert.equal(await enter(), 200)
  clock.nowMs += DAY_MS - 1
  assert.equal(await enter(), 200)
  clock.nowMs += 1
  assert.equal(await enter(), 401)
})

test('nobody else gets in', async (t) => {
  const { app, admin, acme, operatorKey } = await startAdmin(t)
  const tenant = await createCredential(admin, acme, { scopes: ['manage'] })
  const revoked = (await createOperatorKey(admin, { revokedAt: new Date() })).key
  const unknown = issueApiKey(testHasher, 'operator', NIL_UUID, Date.now()).text
  const strangers = {
    'the key of a tenant': `Bearer ${tenant.key}`,
    'a revoked key': `Bearer ${revoked}`,
    'a key that never was': `Bearer ${unknown}`,
    'a key with a typo': `Bearer ${operatorKey}x`,
    'a good key by Basic': `Basic ${Buffer.from(`x:${operatorKey}`).toString('base64')}`,
    'a good key without its scheme': operatorKey,
  }
  for (const [who, authorization] of Object.entries(strangers)) {
    const answer = await app.inject({ url: '/api/v1/tenants', headers: { authorization } })
    assert.equal(answer.statusCode, 401, who)
    assert.equal(answer.json().code, 'credential-invalid', who)
    assert.match(String(answer.headers['www-authenticate']), /^Bearer .*error="invalid_token"/)
  }
})

test('a wrong secret is answered as an unknown id is', async (t) => {
  const { app, admin } = await startAdmin(t)
  const real = issueApiKey(testHasher, 'operator', NIL_UUID, Date.now())
  const forged = issueApiKey(testHasher, 'operator', NIL_UUID, Date.now())
  await admin
    .insertInto('operator_keys')
    .values({
      id: forged.keyId,
      name: 'x',
      secret_hash: real.secret.hash,
      pepper_id: real.secret.pepperId,
      created_at: new Date(),
      expires_at: null,
      revoked_at: null,
    })
    .execute()
  const bodies = []
  for (const { text } of [real, forged]) {
    const headers = { authorization: `Bearer ${text}` }
    const { instance, ...body } = (await app.inject({ url: '/api/v1/tenants', headers })).json()
    assert.equal(typeof instance, 'string')
    bodies.push(body)
  }
  assert.deepEqual(bodies[0], bodies[1])
})
