import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Problem } from '@postern/domain'
import { createLogger } from '@postern/server'
import { openIssuer } from '../testing/test-issuer.ts'
import { IssuerKeys } from './issuer-keys.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

async function open(t: TestContext) {
  const issuer = await openIssuer(t)
  const clock = { nowMs: 0 }
  const keys = new IssuerKeys({
    clock: () => clock.nowMs,
    logger: createLogger('silent'),
    allowedHosts: [issuer.host],
  })
  const kids = async (kid: string) =>
    (await keys.find(issuer.url, kid)).map((key) => key.kid).join()
  return { issuer, clock, keys, kids }
}

const isUnavailable = (error: unknown) =>
  error instanceof Problem && error.code === 'issuer-unavailable'

test('keys are fetched once in five minutes, whoever asks at the same time', async (t) => {
  const { issuer, clock, kids } = await open(t)
  await Promise.all(Array.from({ length: 20 }, () => kids('key-1')))
  assert.equal(issuer.asked(), 1)
  clock.nowMs += 5 * MINUTE_MS - 1
  await kids('key-1')
  assert.equal(issuer.asked(), 1)
  clock.nowMs += 1
  await kids('key-1')
  assert.equal(issuer.asked(), 2)
})

test('a key that is not known is looked for, once in thirty seconds', async (t) => {
  const { issuer, clock, kids } = await open(t)
  assert.equal(await kids('key-1'), 'key-1')
  issuer.rotate()
  assert.equal(await kids('key-2'), 'key-1')
  clock.nowMs += 30 * SECOND_MS
  assert.equal(await kids('key-2'), 'key-1,key-2')
  for (let i = 0; i < 100; i++) await kids(`made-up-${i}`)
  assert.equal(issuer.asked(), 2)
})

test('while an issuer is down its last good keys serve, for a day', async (t) => {
  const { issuer, clock, kids } = await open(t)
  await kids('key-1')
  issuer.behave.how = 'down'
  clock.nowMs += 23 * 60 * MINUTE_MS
  assert.equal(await kids('key-1'), 'key-1')
  clock.nowMs += 60 * MINUTE_MS
  await assert.rejects(kids('key-1'), isUnavailable)
  issuer.behave.how = 'well'
  await assert.rejects(kids('key-1'), isUnavailable)
  clock.nowMs += 10 * SECOND_MS
  assert.equal(await kids('key-1'), 'key-1')
})

test('an issuer that does not answer as it should is not believed', async (t) => {
  for (const how of ['down', 'redirecting', 'endless', 'as another'] as const) {
    const { issuer, kids } = await open(t)
    issuer.behave.how = how
    await assert.rejects(kids('key-1'), isUnavailable, how)
    assert.equal(issuer.asked(), 0, how)
  }
})
