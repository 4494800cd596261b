import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSelector, selects } from '@postern/domain'
import { readGroupSearch, toSelector } from './group-search.ts'

test('matchers are taken as they are, with braces or without', () => {
  assert.equal(toSelector('{job="backup"}'), '{job="backup"}')
  assert.equal(toSelector(' job="backup", zone=~"eu-.*" '), '{job="backup", zone=~"eu-.*"}')
})

test('a word alone is found anywhere in the job, in whatever case, and means itself', () => {
  for (const word of ['back', 'BACKUP', 'a.b', 'c:\\d', 'x+y', 'q"uote']) {
    const typed = word.includes('"') ? `{job=~${JSON.stringify(`(?i).*${word}.*`)}}` : word
    const selector = parseSelector(toSelector(typed))
    assert.ok(selects(selector, ['job', `nightly-${word}-1`]), word)
    assert.ok(!selects(selector, ['job', 'other']), word)
  }
  assert.ok(!selects(parseSelector(toSelector('a.b')), ['job', 'axb']))
})

test('of an address only what can be searched for is taken', () => {
  assert.deepEqual(
    readGroupSearch({ match: 'x', failed: 'yes', sort: 'age', stale: 7, open: '', more: 1 }),
    { match: 'x' },
  )
  assert.deepEqual(readGroupSearch({ failed: true, sort: '-series' }), {
    failed: true,
    sort: '-series',
  })
})
