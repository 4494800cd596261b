import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { gauges, holdGroups } from './testing/hold-groups.ts'

const URL = '/api/v1/tenants/acme/groups'
const HOUR_MS = 60 * 60_000

async function filled(world: TestAdmin): Promise<void> {
  await world.call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  const at = world.clock.nowMs
  await holdGroups(world.api, world.acme.id, [
    { labels: { job: 'a', zone: 'eu' }, families: [gauges('x', 1, 2)] },
    { labels: { job: 'b', zone: 'eu' }, pushedMs: at - 2 * HOUR_MS },
    { labels: { job: 'c', zone: 'us' } },
    { labels: { job: 'd' }, namespace: 'team' },
  ])
}

async function jobs(world: TestAdmin): Promise<string> {
  const { body } = await world.call('GET', URL)
  return body.groups.map(({ labels }) => labels['job']).join('')
}

test('a dry run tells what would go, and nothing goes', async (t) => {
  const world = await startAdmin(t)
  await filled(world)
  const { status, body } = await world.call('POST', `${URL}/delete`, {
    match: ['{zone="eu"}'],
    dryRun: true,
  })
  assert.equal(status, 200)
  const { first, ...sums } = body
  assert.deepEqual(sums, { groups: 2, series: 3, dryRun: true })
  assert.deepEqual(
    first.map(({ namespace, labels, series }) => [namespace, labels, series]),
    [
      ['default', { job: 'a', zone: 'eu' }, 2],
      ['default', { job: 'b', zone: 'eu' }, 1],
    ],
  )
  assert.equal(await jobs(world), 'abcd')
})

test('what a selection means goes, and the audit says what and how much', async (t) => {
  const world = await startAdmin(t)
  await filled(world)
  const match = ['{job=~"a|c"}']
  const { body } = await world.call('POST', `${URL}/delete`, { match, atMost: 2 })
  assert.deepEqual([body.groups, body.series, body.dryRun], [2, 3, false])
  assert.equal(await jobs(world), 'bd')
  const { body: audit } = await world.call('GET', '/api/v1/tenants/acme/audit?action=groups.delete')
  assert.deepEqual(
    audit.events.map(({ before, target }) => [before, target]),
    [
      [
        { match, groups: 2, series: 3 },
        { kind: 'tenant', id: 'acme' },
      ],
    ],
  )
})

test('when more are meant than were seen before, nothing goes', async (t) => {
  const world = await startAdmin(t)
  await filled(world)
  const match = ['{zone="eu"}']
  const { status, body } = await world.call('POST', `${URL}/delete`, { match, atMost: 1 })
  assert.deepEqual([status, body.code], [409, 'selection-too-large'])
  assert.equal(await jobs(world), 'abcd')
})

test('a selection may name a namespace and a state, and must have a selector', async (t) => {
  const world = await startAdmin(t)
  await filled(world)
  const remove = (body: object) => world.call('POST', `${URL}/delete`, body)
  for (const body of [{}, { match: [] }, { match: ['{}'] }, { match: ['x'] }, { staleFor: '1h' }]) {
    assert.equal((await remove(body)).status, 400, JSON.stringify(body))
  }
  await remove({ match: ['{job=~".+"}'], staleFor: '1h' })
  assert.equal(await jobs(world), 'acd')
  await remove({ match: ['{job=~".+"}'], namespace: 'team' })
  assert.equal(await jobs(world), 'ac')
})

test('the data plane sees each deletion as a tombstone with a version of its own', async (t) => {
  const world = await startAdmin(t)
  const labels = Array.from({ length: 1_200 }, (_, index) => ({ job: `job-${index}` }))
  await holdGroups(
    world.api,
    world.acme.id,
    labels.map((each) => ({ labels: each })),
  )
  const { body } = await world.call('POST', `${URL}/delete`, { match: ['{job!=""}'] })
  assert.equal(body.groups, 1_200)
  const activity = await world.call('GET', '/api/v1/tenants/acme/activity')
  assert.deepEqual([activity.body.groups, activity.body.version], [0, 4])
  const { body: audit } = await world.call('GET', '/api/v1/tenants/acme/audit')
  assert.deepEqual(
    audit.events.map(({ before }) => before?.['groups']),
    [200, 500, 500],
  )
})

test('one deletion is one event, which says what the group was', async (t) => {
  const world = await startAdmin(t)
  await filled(world)
  const [group] = (await world.call('GET', URL)).body.groups
  await world.call('DELETE', `${URL}/default/${group?.id}`)
  const { body } = await world.call('GET', '/api/v1/tenants/acme/audit?action=group.delete')
  assert.deepEqual(
    body.events.map(({ target, before }) => [target, before]),
    [
      [
        { kind: 'group', id: group?.id },
        { namespace: 'default', labels: { job: 'a', zone: 'eu' }, series: 2 },
      ],
    ],
  )
})

test('a wipe must be confirmed by name, and takes the groups of a namespace or of all', async (t) => {
  const world = await startAdmin(t)
  await filled(world)
  const wipe = (path: string, confirm: string) =>
    world.call('POST', `/api/v1/tenants/acme/${path}`, { confirm })
  for (const [path, confirm] of [
    ['wipe', 'globex'],
    ['wipe', ''],
    ['namespaces/team/wipe', 'acme'],
    ['namespaces/team/wipe', 'acme/default'],
  ] as const) {
    const { status, body } = await wipe(path, confirm)
    assert.deepEqual([status, body.code], [400, 'request-invalid'], `${path} ${confirm}`)
  }
  assert.equal((await wipe('namespaces/nobody/wipe', 'acme/nobody')).status, 404)
  assert.equal(await jobs(world), 'abcd')
  assert.deepEqual((await wipe('namespaces/team/wipe', 'acme/team')).body, { groups: 1, series: 1 })
  assert.equal(await jobs(world), 'abc')
  assert.deepEqual((await wipe('wipe', 'acme')).body, { groups: 3, series: 4 })
  assert.equal(await jobs(world), '')
  const { body } = await world.call('GET', '/api/v1/tenants/acme/audit?limit=2')
  assert.deepEqual(
    body.events.map(({ action, target }) => [action, target.id]),
    [
      ['tenant.wipe', 'acme'],
      ['namespace.wipe', 'team'],
    ],
  )
})
