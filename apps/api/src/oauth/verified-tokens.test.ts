import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VerifiedTokens } from './verified-tokens.ts'

const NOW_S = 1_800_000_000

function start() {
  const clock = { nowMs: NOW_S * 1_000 }
  const tokens = new VerifiedTokens(() => clock.nowMs)
  let checks = 0
  const ensure = (text: string, key = 'key', exp: unknown = NOW_S + 900) =>
    tokens.ensure(text, key, () => {
      checks++
      return { exp }
    })
  const checked = () => checks
  return { clock, tokens, ensure, checked }
}

test('a token is checked once with each key', () => {
  const { ensure, checked } = start()
  for (let i = 0; i < 3; i++) ensure('a')
  assert.equal(checked(), 1)
  ensure('b')
  ensure('a', 'another key')
  assert.equal(checked(), 3)
})

test('a token that was refused is checked each time', () => {
  const { tokens, checked, ensure } = start()
  const refuse = () =>
    tokens.ensure('a', 'key', () => {
      throw new Error('forged')
    })
  assert.throws(refuse, /forged/)
  assert.throws(refuse, /forged/)
  assert.equal(tokens.size, 0)
  ensure('a')
  assert.equal(checked(), 1)
})

test('a token is checked anew from the very moment on at which it expires', () => {
  const { clock, ensure, checked } = start()
  ensure('a')
  clock.nowMs += 900_000 - 1
  ensure('a')
  assert.equal(checked(), 1)
  clock.nowMs += 1
  ensure('a')
  assert.equal(checked(), 2)
})

test('a token without an end is never remembered', () => {
  const { tokens, ensure } = start()
  ensure('a', 'key', 'soon')
  ensure('a', 'key', null)
  assert.equal(tokens.size, 0)
})

test('however many tokens come, ten thousand are remembered: those used last', () => {
  const { tokens, ensure, checked } = start()
  for (let i = 0; i < 10_000; i++) ensure(`token ${i}`)
  ensure('token 0')
  assert.deepEqual([tokens.size, checked()], [10_000, 10_000])
  ensure('token 10000')
  ensure('token 0')
  assert.deepEqual([tokens.size, checked()], [10_000, 10_001])
  ensure('token 1')
  assert.deepEqual([tokens.size, checked()], [10_000, 10_002])
})
