import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenLabelRule } from './label-rules.ts'

test('a value matches a pattern that is the value, or its beginning with a star', () => {
  const rules = { job: ['backup', 'nightly-*'] }
  for (const job of ['backup', 'nightly-', 'nightly-7']) {
    assert.equal(brokenLabelRule(rules, ['job', job]), undefined, job)
  }
  for (const job of ['Backup', 'backup2', 'nightly', 'x-nightly-7', '*', 'nightly*']) {
    assert.deepEqual(brokenLabelRule(rules, ['job', job]), {
      label: 'job',
      value: job,
      patterns: rules.job,
    })
  }
})

test('every rule must hold, and an absent label is the empty value', () => {
  const rules = { job: ['*'], team: ['a'] }
  assert.equal(brokenLabelRule(rules, ['job', 'x', 'team', 'a']), undefined)
  assert.equal(brokenLabelRule(rules, ['job', 'x', 'team', 'b'])?.label, 'team')
  assert.equal(brokenLabelRule(rules, ['job', 'x'])?.value, '')
  assert.equal(brokenLabelRule({ team: ['', 'a'] }, ['job', 'x']), undefined)
})

test('names that every object has are labels like any other', () => {
  const rules = JSON.parse('{"constructor": ["a"], "toString": ["b"]}')
  assert.equal(brokenLabelRule(rules, ['constructor', 'a', 'job', 'x', 'toString', 'b']), undefined)
  assert.equal(brokenLabelRule(rules, ['job', 'x'])?.label, 'constructor')
})
