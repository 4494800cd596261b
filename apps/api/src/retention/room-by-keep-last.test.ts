/** Limits on what is held, and groups that go because another one comes. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { LimitSettings } from '@postern/domain'
import { setLimits } from '../testing/set-limits.ts'
import { openTimedGateway } from '../testing/timed-gateway.ts'

const SERIES = ['m 1\n', 'm 1\nn 1\n', 'm 1\nn 1\no 1\n']

/** Two builds are kept. Three groups of two series each fill all that the tenant may hold. */
async function openFull(t: TestContext, settings: LimitSettings) {
  const gateway = await openTimedGateway(t)
  const { clock, database, push, setRetention, tenant } = gateway
  const jobs = [{ job: 'build', keepLast: 2 }]
  await setRetention({ namespaces: { default: { jobs } } })
  await setLimits(database, tenant, settings)
  const add = async (path: string, series: number, query = '') => {
    clock.nowMs += 1_000
    const { status, body } = await push(`/metrics/job/${path}${query}`, {}, SERIES[series - 1])
    return status === 200 ? 200 : `${status} ${body.detail}`
  }
  for (const path of ['build/n/1', 'build/n/2', 'other']) assert.equal(await add(path, 2), 200)
  const held = async () => {
    const text = await gateway.scrape()
    const found = text.matchAll(/^m\{.*?(?:job="other"|n="(\d)")/gm)
    return [...found].map(([, n]) => n ?? 'other').toSorted((a, b) => (a < b ? -1 : 1))
  }
  return { add, held }
}

const groupLimits: readonly LimitSettings[] = [
  { maxGroupsPerTenant: 3 },
  { maxGroupsPerNamespace: 3 },
]

for (const limits of groupLimits) {
  test(`a group finds the room that the one leaves which goes for it: ${Object.keys(limits).join()}`, async (t) => {
    const { add, held } = await openFull(t, limits)
    assert.equal(await add('build/n/3', 2, '?dry_run=true'), 200)
    assert.equal(await add('build/n/3', 2), 200)
    assert.deepEqual(await held(), ['2', '3', 'other'])
    assert.match(String(await add('another', 2)), /^422 .* would have 4 groups/)
    assert.equal(await add('build/n/4', 2), 200)
    assert.deepEqual(await held(), ['3', '4', 'other'])
  })
}

test('the series of a group that goes make room, and no more than they are', async (t) => {
  const { add, held } = await openFull(t, { maxSeriesPerTenant: 6 })
  assert.match(String(await add('build/n/3', 3)), /would have 7 series/)
  assert.deepEqual(await held(), ['1', '2', 'other'])
  assert.equal(await add('build/n/3', 2), 200)
  assert.deepEqual(await held(), ['2', '3', 'other'])
})

test('for a push to a group that is there nobody goes, so it finds no more room than there is', async (t) => {
  const { add, held } = await openFull(t, { maxSeriesPerTenant: 6, maxGroupsPerTenant: 3 })
  assert.match(String(await add('build/n/1', 3)), /would have 7 series/)
  assert.equal(await add('build/n/1', 2), 200)
  // Now it is the second one that was pushed longest ago.
  assert.equal(await add('build/n/3', 2), 200)
  assert.deepEqual(await held(), ['1', '3', 'other'])
})

test('a push that is refused for another reason makes nobody go', async (t) => {
  const { add, held } = await openFull(t, { maxGroupsPerTenant: 3, maxSeriesPerGroup: 2 })
  assert.match(String(await add('build/n/3', 3)), /the group would have 3 series/)
  assert.deepEqual(await held(), ['1', '2', 'other'])
})
