import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNoneMatch } from '@postern/server'
import { entityTag, type TaggedAnswer } from './entity-tag.ts'

const answer: TaggedAnswer = {
  tenantId: 'acme',
  isWhole: true,
  namespaces: ['default'],
  contentType: 'text/plain',
  encoding: 'identity',
  revision: '7',
}

test('whatever makes answers differ makes their tags differ', () => {
  const others: Partial<TaggedAnswer>[] = [
    {},
    { tenantId: 'globex' },
    { namespaces: [] },
    { namespaces: ['default', 'team'] },
    { contentType: 'text/plain; escaping=dots' },
    { encoding: 'gzip' },
    { encoding: 'zstd' },
    { revision: '8' },
    { revision: '7-1' },
  ]
  const tags = others.map((other) => entityTag({ ...answer, ...other }))
  assert.equal(new Set(tags).size, others.length)
  assert.equal(entityTag(answer), entityTag({ ...answer }))
})

test('a tag is strong for plain bytes, which are the same everywhere, and weak for compressed ones', () => {
  assert.match(entityTag(answer), /^"[\w-]+"$/)
  assert.match(entityTag({ ...answer, encoding: 'gzip' }), /^W\/"[\w-]+-gzip"$/)
})

const rows: readonly [header: string | undefined, isMatch: boolean][] = [
  [undefined, false],
  ['', false],
  ['"a-1"', true],
  ['W/"a-1"', true],
  ['a-1', false],
  ['"b", "a-1"', true],
  ['"b",W/"a-1" , "c"', true],
  ['"b", "c"', false],
  ['"a-1', false],
  ['*', true],
  [' * ', true],
  ['"*"', false],
]

for (const [header, isMatch] of rows) {
  test(`If-None-Match: ${header ?? '(missing)'} ${isMatch ? 'names' : 'does not name'} the tag`, () => {
    assert.equal(isNoneMatch(header, '"a-1"'), isMatch)
    assert.equal(isNoneMatch(header, 'W/"a-1"'), isMatch)
  })
}
