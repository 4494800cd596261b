import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertNamespace, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import { discoveredTargets } from './discovered-targets.ts'

test('each namespace of the key is a target, default first, and nobody else’s', async (t) => {
  const { app, database, tenant } = await openGateway(t)
  await withTenant(database.admin, tenant.id, async (own) => {
    for (const name of ['team', 'batch']) {
      await insertNamespace(own, tenant.id, { name, createdAt: new Date() })
    }
  })
  const discover = async (namespaces: readonly string[]) => {
    const { key } = await createCredential(database.admin, tenant, {
      scopes: ['discover'],
      namespaces,
    })
    const answer = await app.inject({ url: '/api/v1/sd', headers: bearer(key) })
    assert.equal(answer.statusCode, 200)
    assert.match(String(answer.headers['content-type']), /^application\/json/)
    return answer.json()
  }
  const target = (namespace: string) => ({
    targets: ['127.0.0.1:9091'],
    labels: {
      __scheme__: 'http',
      __metrics_path__: `/ns/${namespace}/metrics`,
      __meta_postern_tenant: 'acme',
      __meta_postern_namespace: namespace,
    },
  })
  assert.deepEqual(await discover(['*']), [target('default'), target('batch'), target('team')])
  assert.deepEqual(await discover(['team']), [target('team')])
  assert.deepEqual(await discover(['gone']), [])
})

test('an unchanged list need not be sent again', async (t) => {
  const { app, database, tenant } = await openGateway(t)
  const { key } = await createCredential(database.admin, tenant, { scopes: ['discover'] })
  const ask = (headers: Record<string, string>) =>
    app.inject({ url: '/api/v1/sd', headers: { ...bearer(key), ...headers } })
  const first = await ask({})
  const tag = String(first.headers['etag'])
  const again = await ask({ 'if-none-match': tag })
  assert.deepEqual([again.statusCode, again.body], [304, ''])
  assert.equal((await ask({ 'if-none-match': '"other"' })).statusCode, 200)
})

test('it takes the scope discover, and no other is enough', async (t) => {
  const { app, database, tenant } = await openGateway(t)
  const { key } = await createCredential(database.admin, tenant, { scopes: ['scrape', 'read'] })
  const answer = await app.inject({ url: '/api/v1/sd', headers: bearer(key) })
  assert.equal(answer.statusCode, 403)
  assert.match(answer.body, /"discover"/)
})

test('targets are at the public address, with its port, scheme and path', () => {
  const [target] = discoveredTargets('https://push.example.com/gateway', 'acme', ['default'])
  assert.deepEqual(target?.targets, ['push.example.com:443'])
  assert.equal(target.labels.__scheme__, 'https')
  assert.equal(target.labels.__metrics_path__, '/gateway/ns/default/metrics')
  const [other] = discoveredTargets('http://[::1]:9091', 'acme', ['team'])
  assert.deepEqual(other?.targets, ['[::1]:9091'])
})
