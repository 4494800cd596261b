import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newUuid, type TenantId, tenantId } from '@postern/domain'
import { forEachTenant } from './each-tenant.ts'

const tenants = ['a', 'b', 'c'].map((name) => [tenantId(newUuid(Date.now())), name] as const)

async function run(fault: Error): Promise<{ done: string[]; thrown: unknown }> {
  const done: string[] = []
  const work = async (_id: TenantId, name: string) => {
    if (name === 'b') throw fault
    done.push(name)
  }
  const thrown = await forEachTenant(tenants, work).catch((error: unknown) => error)
  return { done, thrown }
}

test('what fails for one tenant is done for those after it, and is told in the end', async () => {
  const fault = new Error('of b')
  assert.deepEqual(await run(fault), { done: ['a', 'c'], thrown: fault })
})

test('while the database is away nobody waits for it once for each tenant', async () => {
  const fault = Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
  assert.deepEqual(await run(fault), { done: ['a'], thrown: fault })
})
