import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { loadSettings, SettingsError } from './load-settings.ts'
import { readShedBounds, shedSettings } from './shed-settings.ts'

const read = (env: Record<string, string>) =>
  readShedBounds(loadSettings(Type.Object(shedSettings), env))

test('bounds are seconds with or without a fraction, or none', () => {
  assert.deepEqual(read({}), { loopDelayMs: 250, connectionWaitMs: 1_000 })
  const set = { POSTERN_SHED_LOOP_DELAY: '2s', POSTERN_SHED_CONNECTION_WAIT: 'never' }
  assert.deepEqual(read(set), { loopDelayMs: 2_000, connectionWaitMs: Number.POSITIVE_INFINITY })
})

test('what is no bound is refused, zero too', () => {
  for (const text of ['0s', '0.000s', '-1s', '250', '250ms', '1m', 'Never', '.5s']) {
    for (const name of Object.keys(shedSettings)) {
      assert.throws(() => read({ [name]: text }), SettingsError, `${name}=${text}`)
    }
  }
})
