import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from './problem.ts'
import { parseSelector, selects } from './selector.ts'

const KEY = ['instance', 'a-1', 'job', 'backup', 'zone', 'eu-west']

for (const [selector, isSelected] of [
  ['{job="backup"}', true],
  ['{job="other"}', false],
  ['{job="backup",zone="eu-west"}', true],
  [' { job = "backup" , zone != "us" , } ', true],
  ['{zone=~"eu"}', false],
  ['{zone=~"eu-.*"}', true],
  ['{zone!~"eu-.*"}', false],
  ['{shard=""}', true],
  ['{shard!=""}', false],
  ['{job=~"back\\\\w+"}', true],
] as const) {
  test(`${selector} ${isSelected ? 'selects' : 'does not select'} the group`, () => {
    assert.equal(selects(parseSelector(selector), KEY), isSelected)
  })
}

test('quotes, backslashes and line feeds can be matched', () => {
  assert.ok(selects(parseSelector('{x="a\\"b\\\\c\\nd"}'), ['x', 'a"b\\c\nd']))
})

for (const text of [
  '',
  'job="a"',
  '{}',
  '{job}',
  '{job="a" zone="b"}',
  '{job="a}',
  '{job=~"("}',
  '{job=~"(?=x)"}',
]) {
  test(`${JSON.stringify(text)} is refused with the reason`, () => {
    assert.throws(
      () => parseSelector(text),
      (error) => error instanceof Problem && error.code === 'selector-malformed',
    )
  })
}

test('a pattern that would backtrack for ever is matched in no time', () => {
  const selector = parseSelector('{x=~"(a+)+$"}')
  assert.equal(selects(selector, ['x', `${'a'.repeat(50_000)}b`]), false)
})
