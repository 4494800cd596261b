import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Selector } from '@postern/domain'
import { bearer, openGateway } from '../testing/gateway.ts'
import { Group, newGroupState } from '../view/group.ts'
import { Held } from '../view/held.ts'
import { NamespaceView } from '../view/namespace-view.ts'
import { chooseGroups } from './group-list.ts'

test('a selector that takes long lets others go on while groups are chosen', async () => {
  const namespace = new NamespaceView('default', undefined, new Held())
  const groups = Array.from({ length: 200 }, (_, index) => ({
    namespace,
    group: new Group(['job', `job-${index}`], newGroupState(1)),
  }))
  const slow: Selector = [
    {
      name: 'job',
      matches: (value) => {
        const endMs = performance.now() + 2
        while (performance.now() < endMs);
        return value === 'job-7'
      },
    },
  ]
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const chosen = await chooseGroups(groups, [slow])
  clearInterval(timer)
  assert.deepEqual(
    chosen.map(({ group }) => group.key),
    [['job', 'job-7']],
  )
  assert.ok(turns > 10, `${turns} turns of others`)
})

test('a listing of all that a tenant holds lets others go on while it is written', async (t) => {
  const gateway = await openGateway(t)
  const series = Array.from({ length: 2_000 }, (_, index) => `m{i="${index}"} 1\n`).join('')
  for (let i = 0; i < 20; i++) await gateway.put(`/job/job-${i}`, series)
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const reply = await gateway.app.inject({
    url: '/api/v1/metrics',
    headers: bearer(gateway.keys.scrape),
  })
  clearInterval(timer)
  const { data } = reply.json<{ data: Record<string, { metrics: unknown[] }>[] }>()
  assert.equal(data.length, 20)
  assert.equal(data[0]?.['m']?.metrics.length, 2_000)
  assert.match(String(reply.headers['content-type']), /^application\/json/)
  assert.ok(turns > 5, `${turns} turns of others`)
})
