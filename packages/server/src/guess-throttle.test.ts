import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '@postern/domain'
import { GuessThrottle } from './guess-throttle.ts'

function openThrottle() {
  const clock = { nowMs: 1_000_000 }
  const throttle = new GuessThrottle(() => clock.nowMs)
  const fail = (address: string, times: number) => {
    for (let i = 0; i < times; i++) throttle.noteFailure(address)
  }
  return { clock, throttle, fail }
}

test('the eleventh failure of an address within a minute is not even tried', () => {
  const { clock, throttle, fail } = openThrottle()
  fail('192.0.2.1', 9)
  throttle.refuseTooMany('192.0.2.1')
  clock.nowMs += 20_000
  fail('192.0.2.1', 1)
  assert.throws(
    () => throttle.refuseTooMany('192.0.2.1'),
    (error) =>
      error instanceof Problem &&
      error.code === 'authentication-throttled' &&
      error.headers['retry-after'] === '40',
  )
  throttle.refuseTooMany('192.0.2.2')
  clock.nowMs += 40_000
  throttle.refuseTooMany('192.0.2.1')
})

test('addresses of one IPv6 network count together', () => {
  const { throttle, fail } = openThrottle()
  for (let i = 1; i <= 10; i++) fail(`2001:db8:0:1::${i}`, 1)
  assert.throws(() => throttle.refuseTooMany('2001:db8:0:1:ffff::'))
  throttle.refuseTooMany('2001:db8:0:2::1')
})

test('addresses without number do not fill the memory', () => {
  const { throttle, fail } = openThrottle()
  fail('192.0.2.1', 10)
  for (let i = 0; i < 20_000; i++) fail(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1)
  throttle.refuseTooMany('192.0.2.1')
})
