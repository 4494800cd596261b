import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseHeaderItem, parseWeighted } from './header-items.ts'

const items: readonly [text: string, value: string, parameters?: Record<string, string>][] = [
  ['text/plain', 'text/plain'],
  [' Text/PLAIN ', 'text/plain'],
  ['gzip', 'gzip'],
  ['*/*', '*/*'],
  ['text/plain;', 'text/plain'],
  ['text/plain; Version=0.0.4', 'text/plain', { version: '0.0.4' }],
  ['text/plain;version=A;charset=b', 'text/plain', { version: 'A', charset: 'b' }],
  ['a/b ; c="d;e, \\"f\\"" ;; g=h', 'a/b', { c: 'd;e, "f"', g: 'h' }],
]

for (const [text, value, parameters = {}] of items) {
  test(`the item ${JSON.stringify(text)} is read`, () => {
    const item = parseHeaderItem(text)
    assert.equal(item?.value, value)
    assert.deepEqual(Object.fromEntries(item?.parameters ?? []), parameters)
  })
}

const unreadable = [
  '',
  ' ',
  '/',
  'text/',
  'text/plain version=1',
  'a/b; c',
  'a/b; c = d',
  'a/b; c="d',
]

for (const text of [...unreadable, 'a/b; c=d; C=e', 'a b/c']) {
  test(`the item ${JSON.stringify(text)} is not readable`, () => {
    assert.equal(parseHeaderItem(text), undefined)
  })
}

const lists: readonly [header: string | undefined, order: string[]][] = [
  [undefined, []],
  ['', []],
  ['a, b', ['a 1', 'b 1']],
  ['a;q=0.1, b;q=0.5, c', ['c 1', 'b 0.5', 'a 0.1']],
  ['*/*, a/*, a/b', ['a/b 1', 'a/* 1', '*/* 1']],
  ['a/b;q=0.1, */*;q=0.9', ['*/* 0.9', 'a/b 0.1']],
  ['a;q=0, b', ['b 1', 'a 0']],
  ['a;q=x, b;q=7, c;q=-1', ['a 1', 'b 1', 'c 1']],
  ['a;Q=0.3', ['a 0.3']],
  ['a; x="1,2"; q=0.2, not readable;, b', ['b 1', 'a 0.2']],
  ['a,,b,', ['a 1', 'b 1']],
  ['a; x="not closed, b', ['b 1']],
]

for (const [header, order] of lists) {
  test(`the list ${JSON.stringify(header)} is sorted by weight`, () => {
    assert.deepEqual(
      parseWeighted(header).map(({ value, weight }) => `${value} ${weight}`),
      order,
    )
  })
}

test('no header makes the parser throw or hang', () => {
  const unit = fc.constantFrom(
    'a',
    '/',
    ';',
    '=',
    '"',
    '\\',
    ',',
    ' ',
    '*',
    'q',
    '0',
    '.',
    '\t',
    'é',
  )
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 200 }), (header) => void parseWeighted(header)),
  )
  const startedMs = performance.now()
  for (const part of ['"', '\\', '\\"', 'a;', ',', 'a,', 'a;b="', 'a;b="\\']) {
    parseWeighted(`"${part.repeat(40_000)}`)
    parseWeighted(part.repeat(40_000))
  }
  assert.ok(performance.now() - startedMs < 1_000)
})
