import assert from 'node:assert/strict'
import test from 'node:test'
import { describeError } from './describe-error.ts'

test('an error is told with its causes, each once', () => {
  const root = new Error('connect ECONNREFUSED')
  const middle = new Error('the query failed: connect ECONNREFUSED', { cause: root })
  const error = new Error('cannot migrate', { cause: middle })
  assert.equal(describeError(error), 'cannot migrate: the query failed: connect ECONNREFUSED')
})

test('an error that has its words in its parts is told by them', () => {
  const parts = [new Error('refused by ::1'), new Error('refused by 127.0.0.1')]
  const error = new Error('cannot connect', { cause: new AggregateError(parts) })
  assert.equal(describeError(error), 'cannot connect: refused by ::1; refused by 127.0.0.1')
})

test('whatever is thrown has words', () => {
  assert.equal(describeError('a text'), 'a text')
  assert.equal(describeError(undefined), 'something went wrong')
  assert.equal(describeError(new Error('')), 'something went wrong')
})
