/** Who decides how long a group is held: every combination of what can be said, against the order that is promised. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { encodeGroupingKey, systemRetention } from '@postern/domain'
import { setGroupRetention, withTenant } from '@postern/store'
import { HOUR_MS, openWorld, type World } from './world.ts'

/** In the order in which they win. */
const sayers = ['header', 'group', 'job', 'namespace', 'tenant'] as const

type Sayer = (typeof sayers)[number]

/** Each says another number of hours. */
const hours: Readonly<Record<Sayer, number>> = {
  header: 5,
  group: 4,
  job: 3,
  namespace: 2,
  tenant: 1,
}

test('header before group, job, namespace, tenant and system, whoever of them says something', async (t) => {
  const world = await openWorld(t)
  for (let mask = 0; mask < 2 ** sayers.length; mask++) {
    const said = sayers.filter((_, index) => (mask & (2 ** index)) > 0)
    const pushed = await pushUnder(world, said, `j${mask}`)
    const [winner] = said
    const heldMs = Date.parse(pushed.expiresAt ?? '') - world.clock.nowMs
    const expected = winner === undefined ? systemRetention.defaultMs : hours[winner] * HOUR_MS
    assert.deepEqual(
      [pushed.expiryRule, heldMs, pushed.expiryIsCut],
      [winner ?? 'system', expected, false],
      said.join(' '),
    )
    const { expiryRule } = await world.group(`{job="j${mask}"}`)
    assert.equal(expiryRule, pushed.expiryRule)
  }
})

test('whoever decides, it is cut to the maximum of the tenant, and that is told', async (t) => {
  const world = await openWorld(t)
  for (const sayer of sayers) {
    await sayAll(world, sayers.slice(sayers.indexOf(sayer)), { maximum: '30m' })
    const pushed = await pushHeader(world, sayer === 'header', `j-${sayer}`)
    const heldMs = Date.parse(pushed.expiresAt ?? '') - world.clock.nowMs
    // What was set for the group itself went with the group, which is another one each time.
    const rule = sayer === 'group' ? 'job' : sayer
    assert.deepEqual([pushed.expiryRule, heldMs, pushed.expiryIsCut], [rule, HOUR_MS / 2, true])
  }
  const never = await world.push('/metrics/job/x', { 'postern-ttl': 'never' })
  assert.deepEqual([never.expiryIsCut, never.expiresAt === null], [true, false])
})

async function pushUnder(world: World, said: readonly Sayer[], job: string) {
  await sayAll(world, said, {})
  if (said.includes('group')) {
    await world.push(`/metrics/job/${job}`)
    await keep(world, job, hours.group * HOUR_MS)
  }
  // So that both pushes are at the same whole millisecond of the clock.
  world.clock.nowMs += 10
  return pushHeader(world, said.includes('header'), job)
}

function pushHeader(world: World, isSaid: boolean, job: string) {
  const path = `/metrics/job/${job}`
  return world.push(path, isSaid ? { 'postern-ttl': `${hours.header}h` } : {})
}

async function sayAll(
  { admin }: World,
  said: readonly Sayer[],
  { maximum }: { readonly maximum?: string },
): Promise<void> {
  const tenant = {
    ...(said.includes('tenant') ? { default: `${hours.tenant}h` } : {}),
    ...(maximum === undefined ? {} : { maximum }),
  }
  const namespace = {
    ...(said.includes('namespace') ? { default: `${hours.namespace}h` } : {}),
    ...(said.includes('job') ? { jobs: [{ job: 'j*', retention: `${hours.job}h` }] } : {}),
  }
  const confirm = true
  const one = await admin('PUT', '/retention', { retention: tenant, confirm })
  const url = '/namespaces/default/retention'
  const two = await admin('PUT', url, { retention: namespace, confirm })
  assert.deepEqual([one.status, two.status], [200, 200])
}

function keep({ database, tenant, databaseClock }: World, job: string, ms: number) {
  const labelsHash = createHash('sha256')
    .update(encodeGroupingKey(['job', job]))
    .digest()
  const place = { namespace: 'default', labelsHash }
  return withTenant(database.admin, tenant.id, (db) =>
    setGroupRetention(db, tenant.id, [place], ms, {
      system: systemRetention,
      clock: databaseClock,
    }),
  )
}
