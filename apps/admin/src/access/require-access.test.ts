import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operatorKeyId, type Role, roles, type TenantId, tenantId } from '@postern/domain'
import { problemResponses } from '@postern/server'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Caller } from './caller.ts'
import { requireAccess } from './require-access.ts'

const ACME: TenantId = tenantId('01900000-0000-7000-8000-000000000001')

async function appWith(
  routes: readonly Record<string, unknown>[],
  caller?: Caller,
): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(problemResponses, { default: 'json' })
  await app.register(async (guarded) => {
    await guarded.register(requireAccess, {
      authenticate: async () => caller ?? assert.fail('nobody is asked for'),
      clock: Date.now,
    })
    for (const route of routes) {
      guarded.route({ method: 'GET', url: '/api/v1/tenants/:slug', handler: () => 'in', ...route })
    }
  })
  return app
}

function callerOf(role: Role, bound: boolean): Caller {
  const tenant = bound ? { id: ACME, slug: 'acme' } : undefined
  const id = operatorKeyId(ACME)
  const ends = { expiresAt: undefined, revokedAt: undefined, usedAt: undefined }
  const key = { id, name: 'x', role, tenant, createdAt: new Date(0), ...ends }
  return { kind: 'operator', id, role, tenant, key }
}

test('an app with a route that does not say who may call it does not start', async () => {
  await assert.rejects(appWith([{}]), /GET .*:slug does not say who may call it/)
  await assert.rejects(appWith([{ access: 'everybody' }]), /does not say who may call it/)
})

test('a role of a tenant is only for paths that name the tenant', async () => {
  const misplaced = { access: 'tenant-viewer', url: '/api/v1/tenants' }
  await assert.rejects(appWith([misplaced]), /its path names no tenant/)
})

test('what is public asks nobody who they are', async () => {
  const app = await appWith([{ access: 'public' }])
  assert.equal((await app.inject('/api/v1/tenants/acme')).body, 'in')
})

for (const [index, role] of roles.entries()) {
  test(`${role} may do what takes that role or one below it, and nothing else`, async () => {
    const routes = roles.map((access) => ({ access, url: `/api/v1/tenants/:slug/${access}` }))
    const app = await appWith(routes, callerOf(role, false))
    const statuses = await Promise.all(
      roles.map(async (access) => {
        const { statusCode } = await app.inject(`/api/v1/tenants/acme/${access}`)
        return statusCode
      }),
    )
    assert.deepEqual(
      statuses,
      roles.map((_, needed) => (needed >= index ? 200 : 403)),
    )
  })
}

test('who is bound to a tenant finds another as missing as one that never was, whatever the role', async () => {
  for (const role of roles) {
    const app = await appWith([{ access: 'tenant-admin' }], callerOf(role, true))
    const [other, none] = await Promise.all(
      ['globex', 'never'].map((slug) => app.inject(`/api/v1/tenants/${slug}`)),
    )
    assert.ok(other && none)
    assert.deepEqual(
      [other.statusCode, other.json().code, { ...other.json(), instance: '' }],
      [404, 'tenant-not-found', { ...none.json(), instance: '' }],
    )
  }
})

test('who is bound to a tenant has no power over the system, whatever the role is called', async () => {
  const app = await appWith([{ access: 'system-admin' }], callerOf('system-admin', true))
  assert.equal((await app.inject('/api/v1/tenants/acme')).statusCode, 403)
})
