import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '@postern/domain'
import { inParts } from './in-parts.ts'

const GROUPS = Array.from({ length: 10 }, (_, index) => index)

function open(fail: (part: number) => void = () => undefined) {
  const clock = { nowMs: 0 }
  const parts: (readonly number[])[] = []
  const run = () =>
    inParts(GROUPS, { size: 4, clock: () => clock.nowMs }, async (part) => {
      fail(parts.length)
      parts.push(part)
      return { groups: part.length, series: 2 * part.length }
    })
  return { clock, parts, run }
}

test('all parts are done in their order, and add up', async () => {
  const { parts, run } = open()
  assert.deepEqual(await run(), { groups: 10, series: 20 })
  assert.deepEqual(parts, [GROUPS.slice(0, 4), GROUPS.slice(4, 8), GROUPS.slice(8)])
})

test('what breaks off says how far it came and why, and not what is for the log alone', async () => {
  const { run } = open((part) => {
    if (part === 2) throw new Error('a secret of ours')
  })
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof Problem)
    assert.deepEqual(error.members, { groups: 8, left: 2 })
    assert.doesNotMatch(error.message, /secret/)
    return error.code === 'partly-done'
  })
})

test('what fails before anything was done fails as what it is', async () => {
  const failure = new Error('at once')
  const { run } = open(() => {
    throw failure
  })
  await assert.rejects(run, failure)
})

test('what takes more than half a minute breaks off between two parts', async () => {
  const { clock, parts, run } = open((part) => {
    clock.nowMs += part === 1 ? 30_001 : 0
  })
  await assert.rejects(run, /8 groups are done, 2 are left: it took too long/)
  assert.equal(parts.length, 2)
})
