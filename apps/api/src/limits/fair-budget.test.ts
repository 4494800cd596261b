import assert from 'node:assert/strict'
import test from 'node:test'
import { newUuid, tenantId } from '@postern/domain'
import { FairBudget } from './fair-budget.ts'

const [acme, globex, initech] = [1, 2, 3].map((at) => tenantId(newUuid(at)))

function fillUp(budget: FairBudget, tenant: typeof acme): number {
  assert.ok(tenant)
  let bytes = 0
  while (budget.take(tenant, 1)) bytes++
  return bytes
}

test('one tenant holds at most half, and those who come later find room', () => {
  const budget = new FairBudget(120)
  assert.equal(fillUp(budget, acme), 60)
  assert.equal(fillUp(budget, globex), 30)
  assert.equal(fillUp(budget, initech), 15)
})

test('what is given back can be taken again', () => {
  const budget = new FairBudget(100)
  assert.ok(acme)
  assert.equal(fillUp(budget, acme), 50)
  budget.give(acme, 50)
  assert.equal(fillUp(budget, acme), 50)
})

test('who holds nothing may take anything that there is room for', () => {
  const budget = new FairBudget(100)
  assert.ok(acme && globex)
  assert.equal(budget.take(acme, 101), false)
  assert.equal(budget.take(acme, 90), true)
  assert.equal(budget.take(acme, 1), false)
  assert.equal(budget.take(globex, 11), false)
  assert.equal(budget.take(globex, 10), true)
})
