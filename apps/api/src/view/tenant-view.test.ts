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

      view.apply(order === 'before' ? changes.toReversed() : changes, 0)

      const m = view.namespace('default').families.get('m')
      assert.equal(m?.type, 'gauge')
      const jobs = [...(m?.members ?? [])].map(({ group }) => group.key[1])
      assert.deepEqual(jobs, how === 'changed its type' ? ['a', 'b'] : ['b'])
    })
  }
}
