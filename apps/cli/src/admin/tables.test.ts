import assert from 'node:assert/strict'
import test from 'node:test'
import { linesOf } from './tables.ts'

test('a list is a table, its most telling columns first and those without anything left out', () => {
  const tenants = [
    { id: '1', slug: 'acme', name: 'Acme', state: 'active', purgeAt: null, series: 12 },
    { id: '2', slug: 'globex-long', name: 'Globex', state: 'suspended', purgeAt: null, series: 7 },
  ]
  assert.deepEqual(linesOf({ tenants, nextCursor: 'x' }), [
    'SLUG         NAME    STATE      SERIES',
    'acme         Acme    active         12',
    'globex-long  Globex  suspended       7',
  ])
})

test('things by name are a table as well', () => {
  assert.deepEqual(linesOf({ limits: { maxA: { value: 1 }, maxB: { value: null } } }), [
    'NAME  VALUE',
    'maxA      1',
    'maxB      -',
  ])
})

test('a single thing is a line for each member', () => {
  assert.deepEqual(linesOf({ key: { name: 'a', lastUsedAt: null, scopes: ['push', 'read'] } }), [
    'name          a',
    'last used at  -',
    'scopes        push,read',
  ])
})

test('an empty list says so', () => {
  assert.deepEqual(linesOf({ checks: [] }), ['none'])
})

test('what others named cannot move the cursor, colour the terminal or turn the line around', () => {
  const [, line] = linesOf({ groups: [{ labels: { job: 'a\u001b[2J\n\u202eb\u009b' } }] })
  assert.equal(line, String.raw`job=a\u001b[2J\u000a\u202eb\u009b`)
})
