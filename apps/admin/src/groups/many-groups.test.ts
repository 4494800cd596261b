/** A tenant as large as the system lets one be: 100,000 groups. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin } from '../test-admin.ts'
import { GroupDirectories } from './group-directories.ts'
import { holdGroups } from './testing/hold-groups.ts'

const GROUPS = 100_000
const PER_VERSION = 10_000
const URL = '/api/v1/tenants/acme/groups'

const world = await startAdmin(test)
for (let start = 0; start < GROUPS; start += PER_VERSION) {
  await holdGroups(
    world.api,
    world.acme.id,
    Array.from({ length: PER_VERSION }, (_, index) => ({
      labels: { job: `job-${(start + index) % 500}`, instance: `10.0.0.1:${start + index}` },
      pushedMs: world.clock.nowMs - (((start + index) * 7_919) % 86_400_000),
    })),
  )
}

const queries = {
  'the first page': 'limit=50',
  'a page far down': 'limit=200&offset=60000',
  'the last pushed': 'sort=-pushedAt',
  'the largest': 'sort=-bytes',
  'those that end next': 'sort=expiresAt',
  'the last refused': 'sort=-failedAt',
  'the last page of the most series': 'sort=-series&limit=60&offset=99940',
  'a job': `match[]=${encodeURIComponent('{job="job-7"}')}`,
  'a pattern': `match[]=${encodeURIComponent('{instance=~".*:1234.*"}')}`,
  'the stale ones of some jobs': `staleFor=12h&match[]=${encodeURIComponent('{job=~"job-1.*"}')}`,
}

for (const [what, query] of Object.entries(queries)) {
  test(`${what} is there, while pushes go on`, async (t) => {
    for (let pushes = 0; pushes < 3; pushes++) {
      await holdGroups(world.api, world.acme.id, [
        { labels: { job: 'job-7', instance: `10.0.0.1:${pushes}` } },
      ])
      const start = performance.now()
      const { status, body } = await world.call('GET', `${URL}?${query}`)
      t.diagnostic(`${Math.round(performance.now() - start)} ms, ${body.total} groups`)
      assert.deepEqual([status, body.groups.length > 0], [200, true])
    }
  })
}

test('pages of a thousand show every group once', async () => {
  const seen: string[] = []
  let total = 0
  let next: string | undefined = ''
  while (next !== undefined) {
    const cursor: string = next && `&cursor=${next}`
    const { body } = await world.call('GET', `${URL}?limit=1000${cursor}`)
    seen.push(...body.groups.map(({ id }) => id))
    total = body.total
    next = body.nextCursor
  }
  assert.deepEqual([seen.length, new Set(seen).size], [total, total])
})

test('directories of many tenants stay within their memory together', async (t) => {
  const maxBytes = 60_000_000
  const directories = new GroupDirectories({
    db: world.admin,
    clock: () => world.clock.nowMs,
    maxBytes,
  })
  const used = process.memoryUsage().heapUsed
  await directories.read(world.acme.id, ({ directory }) => directory.sorted('labels').length)
  const { bytes } = directories
  t.diagnostic(`${Math.round(bytes / GROUPS)} bytes a group by our count`)
  t.diagnostic(`${Math.round((process.memoryUsage().heapUsed - used) / GROUPS)} by the engine's`)
  assert.ok(bytes > GROUPS * 200 && bytes < maxBytes)
  await holdGroups(
    world.api,
    world.globex.id,
    Array.from({ length: 60_000 }, (_, index) => ({ labels: { job: `job-${index}` } })),
  )
  await directories.read(world.globex.id, () => undefined)
  assert.ok(directories.bytes < maxBytes, 'the one that was used longer ago was given up')
  world.clock.nowMs += 61 * 60_000
  directories.trim()
  assert.equal(directories.bytes, 0, 'what nobody looks at goes')
})
