/** Keys that are bound to certificates: RFC 8705, for keys. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { parseApiKey, type Scope } from '@postern/domain'
import { openTransport } from '@postern/server'
import { listAuditEvents, withTenant } from '@postern/store'
import {
  createCredential,
  createSigningKey,
  createTenant,
  type Ending,
  openTestDatabase,
} from '@postern/testkit'
import { type Certificate, createAuthority, skipWithoutOpenssl } from '../support/certificates.ts'
import { skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'
import { startReplica } from '../support/replica.ts'
import { type TlsCall, tlsCall } from '../support/tls-call.ts'
import { until } from '../support/until.ts'

const options = { skip: skipWithoutOpenssl }

const NAME = 'prometheus.acme.example'

/** A tenant, and a replica that asks for certificates. */
async function open(t: Ending, mode: 'request' | 'require' = 'request') {
  const authority = await createAuthority(t)
  const database = await openTestDatabase(t)
  const tenant = await createTenant(database.admin, 'acme')
  const { certFile, keyFile } = await authority.certify('server', 'IP:127.0.0.1')
  const clients = { caFile: authority.caFile, mode }
  const tls = { certFile, keyFile, minVersion: 'TLSv1.2', clients } as const
  const transport = await openTransport({ tls })
  const replica = await startReplica(t, database, { transport })
  const client = await authority.certify('client', `DNS:${NAME},URI:spiffe://acme/prometheus`)
  const makeKey = async (scopes: readonly Scope[], ...clientCertificates: readonly string[]) => {
    const { key } = await createCredential(database.admin, tenant, { scopes, clientCertificates })
    return key
  }
  const send = (path: string, sent: Omit<TlsCall, 'ca'>) =>
    tlsCall(`${replica.url}${path}`, { ca: authority.ca, ...sent })
  return { authority, client, database, makeKey, replica, send, tenant }
}

function shown({ cert, key }: Certificate) {
  return { cert, key }
}

test(
  'a key that is bound to a certificate works with it and with nothing else',
  options,
  async (t) => {
    const { authority, client, makeKey, send } = await open(t)
    const fingerprint = new X509Certificate(client.cert).fingerprint256.replaceAll(':', '')
    const other = await authority.certify('other', 'DNS:other.acme.example')
    const stranger = await createAuthority(t, 'stranger')
    const forged = await stranger.certify('forged', `DNS:${NAME},URI:spiffe://acme/prometheus`)
    for (const name of [
      `sha256:${fingerprint.toLowerCase()}`,
      `dns:${NAME}`,
      'uri:spiffe://acme/prometheus',
    ]) {
      const apiKey = await makeKey(['scrape'], 'dns:nobody.example', name)
      const status = async (certificate?: Certificate) =>
        (await send('/metrics', { apiKey, ...(certificate && shown(certificate)) })).status
      assert.equal(await status(client), 200, name)
      assert.equal(await status(other), 401, name)
      assert.equal(await status(forged), 401, name)
      assert.equal(await status(), 401, name)
    }
  },
)

test('the refusal is that of a key that never was', options, async (t) => {
  const { makeKey, send } = await open(t)
  const bound = await makeKey(['scrape'], `dns:${NAME}`)
  const { status, text } = await send('/metrics', { apiKey: bound })
  assert.deepEqual([status, text], [401, 'the credential is not known\n'])
})

test(
  'a certificate opens nothing by itself, and a key that is bound to none needs none',
  options,
  async (t) => {
    const { client, makeKey, send } = await open(t)
    assert.equal((await send('/metrics', shown(client))).status, 401)
    const free = await makeKey(['scrape'])
    assert.equal((await send('/metrics', { apiKey: free })).status, 200)
    assert.equal((await send('/metrics', { apiKey: free, ...shown(client) })).status, 200)
  },
)

test('an access token is bound as the key is that bought it', options, async (t) => {
  const { client, database, makeKey, send } = await open(t)
  await createSigningKey(database.admin)
  const apiKey = await makeKey(['scrape'], `dns:${NAME}`)
  const buy = (certificate?: Certificate) =>
    send('/oauth2/token', {
      method: 'POST',
      form: { grant_type: 'client_credentials', client_id: idOf(apiKey), client_secret: apiKey },
      ...(certificate && shown(certificate)),
    })
  assert.equal((await buy()).status, 401)
  const bought = await buy(client)
  assert.equal(bought.status, 200, bought.text)
  const { access_token: token }: { access_token: string } = JSON.parse(bought.text)
  assert.equal((await send('/metrics', { apiKey: token, ...shown(client) })).status, 200)
  assert.equal((await send('/metrics', { apiKey: token })).status, 401)
})

test('the audit tells the tenant what the answer does not', options, async (t) => {
  const { database, makeKey, send, tenant } = await open(t)
  const apiKey = await makeKey(['scrape'], `dns:${NAME}`)
  assert.equal((await send('/metrics', { apiKey })).status, 401)
  await until('the refusal in the audit', async () => {
    const events = await withTenant(database.admin, tenant.id, (own) =>
      listAuditEvents(own, tenant.id, {}, { order: 'newest', limit: 10, after: undefined }),
    )
    return events.some(({ reason }) => reason === 'wrong-certificate')
  })
})

test('Prometheus scrapes with its certificate, and not without it', {
  skip: skipWithoutOpenssl || skipWithoutPrometheus,
  timeout: 120_000,
}, async (t) => {
  for (const mode of ['request', 'require'] as const) {
    const { authority, client, makeKey, replica, send } = await open(t, mode)
    const apiKey = await makeKey(['push'], `dns:${NAME}`)
    const sent = { method: 'PUT', apiKey, body: 'rows 7\n', ...shown(client) } as const
    const pushed = await send('/metrics/job/backup', sent)
    assert.equal(pushed.status, 200, pushed.text)
    const scrapeKey = await makeKey(['scrape'], `dns:${NAME}`)
    const job = (name: string, tls: string) => `  - job_name: ${name}
    scheme: https
    honor_labels: true
    authorization:
      credentials: ${scrapeKey}
    tls_config:
      ca_file: ${authority.caFile}
${tls}    static_configs:
      - targets: ['${new URL(replica.url).host}']
`
    const files = `      cert_file: ${client.certFile}\n      key_file: ${client.keyFile}\n`
    const prometheus = await startPrometheus(
      t,
      `scrape_configs:\n${job('with', files)}${job('without', '')}`,
    )
    await prometheus.untilFound('up{job="with"} == 1')
    await prometheus.untilFound('up{job="without"} == 0')
    const [rows] = await prometheus.query('rows')
    assert.deepEqual(rows, { metric: { __name__: 'rows', job: 'backup' }, value: '7' })
  }
})

function idOf(apiKey: string): string {
  return parseApiKey(apiKey)?.keyId ?? ''
}
