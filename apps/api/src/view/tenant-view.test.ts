import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyContent, type FamilyLines, pushInto } from '@postern/domain'
import type { ChangedGroup } from '@postern/store'
import { TenantView } from './tenant-view.ts'

function family(name: string, type: 'counter' | 'gauge'): FamilyLines {
  return { name, type, help: undefined, series: 1, lines: `${name} 1\n`, protobuf: undefined }
}

function row(job: string, families: FamilyLines[] | undefined, version: number): ChangedGroup {
  return {
    namespace: 'default',
    groupingKey: ['job', job],
    content: families && pushInto(emptyContent, families, 'PUT', 1).bytes,
    pushedAtMicros: 1,
    failedAtMicros: undefined,
    expiry: undefined,
    createdVersion: 1,
    version,
  }
}

/** A view where one group holds `m` as a counter. */
function viewWithCounter(): TenantView {
  const view = new TenantView('namespace')
  view.load(row('a', [family('m', 'counter')], 1))
  return view
}

const leaving = {
  'replaced it by another family': [family('n', 'gauge')],
  'changed its type': [family('m', 'gauge')],
  'was deleted': undefined,
}

for (const [how, families] of Object.entries(leaving)) {
  for (const order of ['before', 'after']) {
    test(`a family has one type when the group that had it otherwise ${how}, told ${order} the other`, () => {
      const view = viewWithCounter()
      const changes = [row('b', [family('m', 'gauge')], 2), row('a', families, 2)]

      view.applyContents(order === 'before' ? changes.toReversed() : changes)

      const m = view.namespace('default').families.get('m')
      assert.equal(m?.type, 'gauge')
      const jobs = [...(m?.members ?? [])].map(({ group }) => group.key[1])
      assert.deepEqual(jobs, how === 'changed its type' ? ['a', 'b'] : ['b'])
    })
  }
}

test('however many groups end at once, they can be taken away some at a time', () => {
  const view = new TenantView('namespace')
  for (let i = 0; i < 5; i++) view.load(ending(`j${i}`, 10 + (i % 2)))
  assert.equal(view.advance(9, 2), false)
  assert.deepEqual([view.held.groups, view.turnedAtMicros], [5, 0])
  assert.equal(view.advance(11, 2), true)
  assert.equal(view.held.groups, 3)
  assert.equal(view.advance(11, 2), true)
  assert.equal(view.advance(11, 2), false)
  assert.deepEqual([view.held.groups, view.turnedAtMicros], [0, 11])
})

test('what had ended when a view was read counts as gone for its revision, swept or not', () => {
  const groups = [ending('a', 10), ending('b', 20)]
  const [seen, read] = [new TenantView('namespace'), new TenantView('namespace')]
  for (const group of groups) seen.load(group)
  seen.advance(10)
  read.advance(10)
  for (const group of groups) read.load(group)
  assert.equal(read.revision, seen.revision)
  assert.deepEqual([seen.held.groups, read.held.groups], [1, 1])
})

function ending(job: string, atMicros: number): ChangedGroup {
  const expiry = { atMicros, rule: 'system', isCut: false } as const
  const own = { headerMs: undefined, groupMs: undefined }
  return { ...row(job, [family('m', 'gauge')], 1), expiry: { ...expiry, ...own } }
}
