import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SettingsError } from './load-settings.ts'
import { isLoopback, readTransport, type TransportValues } from './transport-settings.ts'

const local = { POSTERN_HOST: '127.0.0.1', POSTERN_TLS_MIN_VERSION: '1.2' }
const pair = { POSTERN_API_TLS_CERT_FILE: 'cert.pem', POSTERN_API_TLS_KEY_FILE: 'key.pem' }

function faultsOf(values: TransportValues, app: 'API' | 'ADMIN' = 'API'): readonly string[] {
  try {
    readTransport(app, values)
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

test('on the machine itself plain HTTP is fine', () => {
  for (const host of ['127.0.0.1', '127.8.0.1', '::1', 'localhost']) {
    assert.ok(isLoopback(host))
    assert.deepEqual(faultsOf({ ...local, POSTERN_HOST: host }), [], host)
  }
})

test('where other machines connect, plain HTTP is refused with the settings that help', () => {
  for (const host of ['0.0.0.0', '::', '10.0.0.5', 'postern.example', '127.0.0.1.example']) {
    const [fault = '', ...others] = faultsOf({ ...local, POSTERN_HOST: host })
    assert.match(fault, /POSTERN_API_TLS_CERT_FILE and .*, or POSTERN_TLS_TERMINATED_BY=proxy/)
    assert.deepEqual(others, [])
  }
})

test('our own TLS, a proxy that ends it, or the word that nobody does, lets it listen anywhere', () => {
  const open = { ...local, POSTERN_HOST: '0.0.0.0' }
  assert.deepEqual(faultsOf({ ...open, ...pair }), [])
  assert.deepEqual(faultsOf({ ...open, POSTERN_TLS_TERMINATED_BY: 'proxy' }), [])
  assert.deepEqual(faultsOf({ ...open, POSTERN_TLS_TERMINATED_BY: 'nobody' }), [])
  // The certificate of the one app says nothing of the other.
  assert.equal(faultsOf({ ...open, ...pair }, 'ADMIN').length, 1)
})

test('half a pair is a fault that names the other half', () => {
  const { POSTERN_API_TLS_CERT_FILE, POSTERN_API_TLS_KEY_FILE } = pair
  assert.deepEqual(faultsOf({ ...local, POSTERN_API_TLS_CERT_FILE }), [
    'POSTERN_API_TLS_KEY_FILE: is missing; expected beside POSTERN_API_TLS_CERT_FILE',
  ])
  assert.deepEqual(faultsOf({ ...local, POSTERN_API_TLS_KEY_FILE }), [
    'POSTERN_API_TLS_CERT_FILE: is missing; expected beside POSTERN_API_TLS_KEY_FILE',
  ])
  assert.deepEqual(faultsOf({ ...local, ...pair, POSTERN_API_TLS_CLIENT_CERT: 'require' }), [
    'POSTERN_API_TLS_CLIENT_CA_FILE: is missing; expected beside POSTERN_API_TLS_CLIENT_CERT',
  ])
})

test('clients are asked for a certificate where there are authorities for them, and may go without', () => {
  const { tls } = readTransport('API', {
    ...local,
    ...pair,
    POSTERN_API_TLS_CLIENT_CA_FILE: 'ca.pem',
  })
  assert.deepEqual(tls?.clients, { caFile: 'ca.pem', mode: 'request' })
})

test('trust in everybody is no setting', () => {
  for (const text of ['true', 'all', '*']) {
    assert.match(faultsOf({ ...local, POSTERN_TRUST_PROXY: text })[0] ?? '', /^POSTERN_TRUST_PROXY/)
  }
  assert.deepEqual(readTransport('API', { ...local, POSTERN_TRUST_PROXY: '2' }).trust, { hops: 2 })
})
