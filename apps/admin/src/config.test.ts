import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './config.ts'

const env = {
  DATABASE_URL: 'postgres://postern_admin:x@db/postern',
  POSTERN_PEPPER: 'a pepper for tests that is no secret at all',
}

test('what is not set has its default', () => {
  const { host, port, logLevel } = loadConfig(env)
  assert.deepEqual([host, port, logLevel], ['127.0.0.1', 9092, 'info'])
})

test('settings of the api may stand in the same environment', () => {
  assert.equal(loadConfig({ ...env, POSTERN_API_PORT: '80', POSTERN_ADMIN_PORT: '81' }).port, 81)
})
