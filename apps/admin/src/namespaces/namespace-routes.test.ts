import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/namespaces'

test('a namespace that was made is listed, by name, and in its own tenant only', async (t) => {
  const { call, clock } = await startAdmin(t)
  const createdAt = new Date(clock.nowMs).toISOString()
  for (const name of ['team-b', 'a']) {
    const made = await call('POST', URL, { name })
    assert.deepEqual(
      [made.status, made.body],
      [201, { namespace: { name, ownership: 'shared', sampleTime: 'scrape', createdAt } }],
    )
  }
  const names = async (tenant: string) => {
    const { body } = await call('GET', `/api/v1/tenants/${tenant}/namespaces`)
    return body.namespaces.map((namespace) => namespace.name)
  }
  assert.deepEqual(await names('acme'), ['a', 'default', 'team-b'])
  assert.deepEqual(await names('globex'), ['default'])
  const one = await call('GET', `${URL}/team-b`)
  assert.deepEqual([one.status, one.body.namespace.name], [200, 'team-b'])
  const theirs = await call('GET', '/api/v1/tenants/globex/namespaces/team-b')
  assert.deepEqual([theirs.status, theirs.body.code], [404, 'namespace-not-found'])
})

test('a name is taken once in a tenant, and free in another', async (t) => {
  const { call } = await startAdmin(t)
  assert.equal((await call('POST', URL, { name: 'team' })).status, 201)
  const again = await call('POST', URL, { name: 'team' })
  assert.deepEqual([again.status, again.body.code], [409, 'namespace-exists'])
  const other = await call('POST', '/api/v1/tenants/globex/namespaces', { name: 'team' })
  assert.equal(other.status, 201)
})

test('a name that cannot be is 400', async (t) => {
  const { call } = await startAdmin(t)
  for (const name of ['', '-a', 'a-', 'A', 'a b', '*', 'a'.repeat(64), 5, null]) {
    const answer = await call('POST', URL, { name })
    assert.deepEqual([answer.status, answer.body.code], [400, 'request-invalid'], String(name))
  }
})

test('the namespaces of nobody are 404', async (t) => {
  const { call } = await startAdmin(t)
  const nobody = '/api/v1/tenants/nobody/namespaces'
  assert.equal((await call('GET', nobody)).body.code, 'tenant-not-found')
  const answer = await call('POST', nobody, { name: 'a' })
  assert.deepEqual([answer.status, answer.body.code], [404, 'tenant-not-found'])
})

test('what holds in a namespace can be changed, part by part', async (t) => {
  const { call } = await startAdmin(t)
  const made = await call('POST', URL, { name: 'team', ownership: 'owned' })
  assert.deepEqual(shown(made.body.namespace), ['owned', 'scrape'])
  const changed = await call('PATCH', `${URL}/team`, { sampleTime: 'push' })
  assert.deepEqual(shown(changed.body.namespace), ['owned', 'push'])
  const other = await call('PATCH', `${URL}/default`, { ownership: 'shared' })
  assert.deepEqual(shown(other.body.namespace), ['shared', 'scrape'])
})

test('a change of a namespace that is none, or to what cannot be, is refused', async (t) => {
  const { call } = await startAdmin(t)
  const nobody = await call('PATCH', `${URL}/nobody`, { ownership: 'owned' })
  assert.deepEqual([nobody.status, nobody.body.code], [404, 'namespace-not-found'])
  for (const change of [{}, { ownership: 'mine' }, { sampleTime: '' }, { name: 'other' }]) {
    const answer = await call('PATCH', `${URL}/default`, change)
    assert.deepEqual([answer.status, answer.body.code], [400, 'request-invalid'])
  }
})

function shown({ ownership, sampleTime }: { ownership: string; sampleTime: string }): string[] {
  return [ownership, sampleTime]
}
