import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isStorageAway } from './is-storage-away.ts'

const coded = (code: string) => Object.assign(new Error('x'), { code })

test('a database that cannot be reached or has no room is away', () => {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', '08006', '57P01', '57P03', '53300', '57014', '25006']
  for (const code of codes) assert.equal(isStorageAway(coded(code)), true, code)
})

test('what pg says without a code is known by its words', () => {
  const words = [
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Query read timeout',
  ]
  for (const text of words) assert.equal(isStorageAway(new Error(text)), true, text)
})

test('the cause of an error counts as the error', () => {
  assert.equal(isStorageAway(new Error('push failed', { cause: coded('57P01') })), true)
})

test('a wrong question is not the absence of an answer', () => {
  for (const code of ['23505', '42P01', '42501', '22021', 'ERR_INVALID_ARG_TYPE', '']) {
    assert.equal(isStorageAway(coded(code)), false, code)
  }
  for (const value of [undefined, null, 'ECONNREFUSED', { code: '57P01' }]) {
    assert.equal(isStorageAway(value), false)
  }
})

test('a circle of causes ends', () => {
  const error = new Error('x')
  error.cause = error
  assert.equal(isStorageAway(error), false)
})
