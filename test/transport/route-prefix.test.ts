/** The whole of Postern behind a prefix and its own TLS, as a user starts it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuthority, skipWithoutOpenssl } from '../support/certificates.ts'
import { startPosternUp } from '../support/postern-up.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { tlsCall } from '../support/tls-call.ts'

test('postern up with certificates and a prefix serves what it prints', {
  skip: skipWithoutOpenssl,
  timeout: 120_000,
}, async (t) => {
  const authority = await createAuthority(t)
  const { certFile, keyFile } = await authority.certify('server', 'IP:127.0.0.1')
  const { credentials, stdout } = await startPosternUp(t, await makeTemporaryFolder(t), {
    POSTERN_API_TLS_CERT_FILE: certFile,
    POSTERN_API_TLS_KEY_FILE: keyFile,
    POSTERN_ROUTE_PREFIX: '/push',
  })
  const { apiUrl, pushKey, scrapeKey } = credentials
  assert.match(apiUrl, /^https:\/\/127\.0\.0\.1:\d+\/push$/)
  assert.match(stdout, /scheme: https\n +metrics_path: \/push\/metrics\n/)
  const { ca } = authority
  const pushed = await tlsCall(`${apiUrl}/metrics/job/backup/path@base64/L3B1c2g`, {
    ca,
    method: 'PUT',
    apiKey: pushKey,
    body: 'rows 7\n',
  })
  assert.equal(pushed.status, 200, pushed.text)
  const scraped = await tlsCall(`${apiUrl}/metrics`, { ca, apiKey: scrapeKey })
  assert.match(scraped.text, /^rows\{instance="",job="backup",path="\/push"\} 7$/m)
  assert.equal(scraped.headers['strict-transport-security'], 'max-age=31536000')

  const described = await tlsCall(`${apiUrl}/openapi.json`, { ca })
  const { servers }: { servers: unknown } = JSON.parse(described.text)
  assert.deepEqual(servers, [{ url: '/push' }])
  const metadata = await tlsCall(`${apiUrl}/.well-known/oauth-authorization-server`, { ca })
  const { issuer, token_endpoint: endpoint }: Record<string, unknown> = JSON.parse(metadata.text)
  assert.deepEqual([issuer, endpoint], [apiUrl, `${apiUrl}/oauth2/token`])
  const outside = await tlsCall(`${new URL(apiUrl).origin}/metrics`, { ca, apiKey: scrapeKey })
  assert.equal(outside.status, 404)
})
