import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '@postern/server'
import { openTestDatabase, testHasher } from '@postern/testkit'
import { createApi } from '../app.ts'
import { bearer } from '../testing/gateway.ts'
import { signJwt } from '../testing/sign-jwt.ts'

test('an address that guesses at tenants with tokens costs no query for each', async (t) => {
  const { api } = await openTestDatabase(t)
  let queries = 0
  const db = api.withPlugin({
    transformQuery: ({ node }) => {
      queries++
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const logger = createLogger('silent')
  const app = await createApi({ db, hasher: testHasher, clock: Date.now, logger })
  t.after(() => app.close())
  const guess = (slug: string, remoteAddress: string) => {
    const aud = `http://127.0.0.1:9091/t/${slug}`
    const claims = { iss: 'https://issuer.example', aud, sub: 'x' }
    const token = signJwt({ alg: 'HS256', typ: 'JWT' }, claims, 'x')
    return app.inject({ url: '/metrics', headers: bearer(token), remoteAddress })
  }

  for (let i = 0; i < 10; i++) {
    assert.equal((await guess(`tenant-${i}`, '192.0.2.1')).statusCode, 401)
  }
  const before = queries
  for (let i = 0; i < 50; i++) {
    assert.equal((await guess(`another-${i}`, '192.0.2.1')).statusCode, 429)
  }
  assert.equal(queries, before)
  assert.equal((await guess('another-0', '192.0.2.2')).statusCode, 401)
  assert.ok(queries > before)
})
