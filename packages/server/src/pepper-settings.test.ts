import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newPepper } from './key-hasher.ts'
import { SettingsError } from './load-settings.ts'
import { readFormerPeppers } from './pepper-settings.ts'

test('former peppers are as many as there were', () => {
  const [one, two] = [newPepper(), newPepper()]
  assert.deepEqual(readFormerPeppers({}), [])
  assert.deepEqual(readFormerPeppers({ POSTERN_PEPPER_FORMER: one }), [one])
  assert.deepEqual(readFormerPeppers({ POSTERN_PEPPER_FORMER: `${one}\r\n\n${two}\n` }), [one, two])
})

test('what was never a pepper is refused without being shown', () => {
  for (const text of ['hunter2', `${newPepper()}\nhunter2`]) {
    assert.throws(
      () => readFormerPeppers({ POSTERN_PEPPER_FORMER: text }),
      (error) => error instanceof SettingsError && !error.message.includes('hunter2'),
    )
  }
})
