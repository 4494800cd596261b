/** Our own TLS, with certificates as an operator would make them. */
import assert from 'node:assert/strict'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  createLogger,
  keepTlsFresh,
  openTransport,
  securityHeaders,
  serverOptions,
  type TransportConfig,
} from '@postern/server'
import type { Ending } from '@postern/testkit'
import Fastify from 'fastify'
import { type Authority, createAuthority, skipWithoutOpenssl } from '../support/certificates.ts'
import { tlsCall } from '../support/tls-call.ts'

const options = { skip: skipWithoutOpenssl }

const HOST = 'IP:127.0.0.1'

type Files = NonNullable<TransportConfig['tls']>

async function filesOf(authority: Authority, name = 'server'): Promise<Files> {
  const { certFile, keyFile } = await authority.certify(name, HOST)
  return { certFile, keyFile, minVersion: 'TLSv1.2', clients: undefined }
}

async function serve(t: Ending, files: Files) {
  const transport = await openTransport({ tls: files })
  const lines: string[] = []
  const logger = createLogger('info', { write: (line) => lines.push(line) })
  const app = Fastify(serverOptions(logger, {}, transport))
  t.after(() => app.close())
  await app.register(securityHeaders)
  app.get('/', async ({ protocol }) => protocol)
  assert.ok(transport.tls)
  const renewal = keepTlsFresh(app, transport.tls)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, renewal, lines }
}

test('a server with a certificate speaks TLS alone, and asks browsers to', options, async (t) => {
  const authority = await createAuthority(t)
  const { url } = await serve(t, await filesOf(authority))
  assert.match(url, /^https:/)
  const reply = await tlsCall(url, { ca: authority.ca })
  assert.deepEqual([reply.status, reply.text], [200, 'https'])
  assert.equal(reply.headers['strict-transport-security'], 'max-age=31536000')
  await assert.rejects(fetch(url.replace('https:', 'http:')))
})

test('TLS before 1.2 is refused, and 1.2 too where 1.3 is asked for', options, async (t) => {
  const authority = await createAuthority(t)
  const files = await filesOf(authority)
  const { url } = await serve(t, files)
  const strict = await serve(t, { ...files, minVersion: 'TLSv1.3' })
  const { ca } = authority
  assert.equal((await tlsCall(url, { ca, maxVersion: 'TLSv1.2' })).status, 200)
  await assert.rejects(tlsCall(url, { ca, maxVersion: 'TLSv1.1' }))
  await assert.rejects(tlsCall(strict.url, { ca, maxVersion: 'TLSv1.2' }))
  assert.equal((await tlsCall(strict.url, { ca })).status, 200)
})

test('a renewed certificate holds for new connections, and open ones go on', options, async (t) => {
  const [before, after] = [await createAuthority(t, 'before'), await createAuthority(t, 'after')]
  const files = await filesOf(before)
  const { url, renewal } = await serve(t, files)
  const agent = new Agent({ ca: before.ca, keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  assert.equal((await tlsCall(url, { agent })).status, 200)

  const renewed = await after.certify('renewed', HOST)
  await copyFile(renewed.certFile, files.certFile)
  await copyFile(renewed.keyFile, files.keyFile)
  await renewal.look()

  assert.equal((await tlsCall(url, { ca: after.ca })).status, 200)
  await assert.rejects(tlsCall(url, { ca: before.ca }), /self-signed|unable to verify/)
  assert.equal((await tlsCall(url, { agent })).status, 200)
})

test(
  'files that do not fit together change nothing, and are complained of once',
  options,
  async (t) => {
    const authority = await createAuthority(t)
    const files = await filesOf(authority)
    const { url, renewal, lines } = await serve(t, files)
    const other = await authority.certify('other', HOST)
    const complaints = () => lines.filter((line) => line.includes('of no use')).length
    const broken = [
      () => copyFile(other.certFile, files.certFile),
      () => writeFile(files.certFile, 'not a certificate'),
      () => writeFile(files.certFile, ''),
      () =>
        writeFile(files.keyFile, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
    ]
    const cert = await readFile(files.certFile)
    const key = await readFile(files.keyFile)
    for (const [i, breakFiles] of broken.entries()) {
      await breakFiles()
      await renewal.look()
      await renewal.look()
      assert.equal(complaints(), i + 1)
      assert.equal((await tlsCall(url, { ca: authority.ca })).status, 200)
      await writeFile(files.certFile, cert)
      await writeFile(files.keyFile, key)
      await renewal.look()
    }
    assert.ok(lines.every((line) => !line.includes('AAAA')))

    await copyFile(other.certFile, files.certFile)
    await copyFile(other.keyFile, files.keyFile)
    await renewal.look()
    assert.equal((await tlsCall(url, { ca: authority.ca })).status, 200)
    assert.ok(lines.some((line) => line.includes('was renewed')))
  },
)

test('a server whose files are of no use does not start, and says which', options, async (t) => {
  const authority = await createAuthority(t)
  const files = await filesOf(authority)
  const other = await filesOf(authority, 'other')
  const open = (changes: Partial<Files>) => openTransport({ tls: { ...files, ...changes } })
  await assert.rejects(
    open({ certFile: '/no/such/file' }),
    /cannot read \/no\/such\/file \(ENOENT\)/,
  )
  await assert.rejects(open({ keyFile: other.keyFile }), /other-key.pem is no private key/)
  await assert.rejects(open({ certFile: files.keyFile }), /holds no certificate/)
  const garbage = join(authority.folder, 'garbage.pem')
  await writeFile(garbage, 'x')
  await assert.rejects(open({ clients: { caFile: garbage, mode: 'require' } }), /garbage.pem holds/)
})

test('where a client certificate is required nobody gets in without one', options, async (t) => {
  const [authority, stranger] = [await createAuthority(t), await createAuthority(t, 'stranger')]
  const clients = { caFile: authority.caFile, mode: 'require' } as const
  const { url } = await serve(t, { ...(await filesOf(authority)), clients })
  const own = await authority.certify('client', 'DNS:client.example')
  const forged = await stranger.certify('client', 'DNS:client.example')
  const { ca } = authority
  assert.equal((await tlsCall(url, { ca, cert: own.cert, key: own.key })).status, 200)
  await assert.rejects(tlsCall(url, { ca }))
  await assert.rejects(tlsCall(url, { ca, cert: forged.cert, key: forged.key }))
})

test('a change of the authorities for clients holds for who comes next', options, async (t) => {
  const [authority, next] = [await createAuthority(t), await createAuthority(t, 'next')]
  const clients = { caFile: authority.caFile, mode: 'require' } as const
  const { ca } = authority
  const { url, renewal } = await serve(t, { ...(await filesOf(authority)), clients })
  const own = await authority.certify('client', 'DNS:client.example')
  const client = { ca, cert: own.cert, key: own.key }
  // Keeps the session, which must not let in who is no longer believed.
  const agent = new Agent({ ...client, keepAlive: false, maxCachedSessions: 10 })
  assert.equal((await tlsCall(url, { agent })).status, 200)
  await copyFile(next.caFile, authority.caFile)
  await renewal.look()
  await assert.rejects(tlsCall(url, { agent }))
  await assert.rejects(tlsCall(url, client))
})
