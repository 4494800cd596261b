import assert from 'node:assert/strict'
import test from 'node:test'
import { audienceTenant, looseCondition, unmetCondition } from './trust-rule.ts'

test('an audience names its tenant in its last part, or none', () => {
  assert.equal(audienceTenant('https://push.example/t/acme'), 'acme')
  assert.equal(audienceTenant('https://push.example/t/globex/t/acme'), 'acme')
  for (const other of ['acme', '/t/', 'https://push.example/t/acme/', '/t/Acme', '/t/acme?a', '']) {
    assert.equal(audienceTenant(other), undefined, other)
  }
})

test('a condition is met by a value, a number or truth as a text, or one of a list', () => {
  const claims = { sub: 'a:b', id: 74, ok: true, groups: ['x', 'y'], nothing: null }
  const met = [
    { sub: ['a:b'] },
    { sub: ['no', 'a:*'] },
    { id: ['74'] },
    { ok: ['true'] },
    { groups: ['y'] },
    { sub: ['a:*'], id: ['7*'] },
  ]
  for (const conditions of met) assert.equal(unmetCondition(conditions, claims), undefined)
  const unmet = [
    { sub: ['a'] },
    { sub: ['b*'] },
    { id: ['7'] },
    { groups: ['z'] },
    { groups: ['x,y'] },
    { nothing: ['null'] },
    { absent: ['undefined'] },
    { absent: [''] },
    { sub: [] },
  ]
  for (const conditions of unmet) {
    assert.equal(unmetCondition(conditions, claims), Object.keys(conditions)[0])
  }
  assert.equal(unmetCondition({ sub: ['a:b'], id: ['75'] }, claims), 'id')
})

test('a claim that lies deeper is named by a JSON Pointer, and any other as it stands', () => {
  const claims = {
    'kubernetes.io': { namespace: 'batch', pod: { labels: ['a', 'b'] } },
    'https://acme.example/team': 'ops',
    'a/b': { '~': 'deep' },
    'a.b': 'dotted',
    a: { b: 'nested' },
  }
  const named = {
    '/kubernetes.io/namespace': 'batch',
    '/kubernetes.io/pod/labels': 'b',
    '/kubernetes.io/pod/labels/0': 'a',
    'https://acme.example/team': 'ops',
    '/a~1b/~0': 'deep',
    'a.b': 'dotted',
    '/a/b': 'nested',
  }
  for (const [name, value] of Object.entries(named)) {
    assert.equal(unmetCondition({ [name]: [value] }, claims), undefined, name)
  }
  assert.equal(unmetCondition({ 'a/b': ['*'] }, claims), 'a/b')
})

test('what every object has is no claim', () => {
  for (const name of ['constructor', '/constructor/name', '__proto__', 'toString', '/a/length']) {
    assert.equal(unmetCondition({ [name]: ['*'] }, { a: 'b' }), name)
  }
})

test('only GitHub asks for numeric ids', () => {
  const sub = { sub: ['repo:acme/*'] }
  assert.match(
    looseCondition('https://token.actions.githubusercontent.com', sub) ?? '',
    /repository_id/,
  )
  for (const issuer of ['https://gitlab.com', 'https://token.actions.githubusercontent.com.evil']) {
    assert.equal(looseCondition(issuer, sub), undefined)
  }
})
