import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_LIMIT, systemLimits } from '@postern/domain'
import { readLimits } from './limit-settings.ts'
import { SettingsError } from './load-settings.ts'

test('what is not named is as it is for everybody', () => {
  assert.deepEqual(readLimits({ POSTERN_DEFAULT_LIMITS: '{}' }), systemLimits)
  const set = readLimits({
    POSTERN_DEFAULT_LIMITS: '{"pushBurst": 50, "maxSeriesPerTenant": null}',
  })
  assert.deepEqual(set, { ...systemLimits, pushBurst: 50, maxSeriesPerTenant: NO_LIMIT })
})

test('what is no object of limits ends the start, with what is expected', () => {
  for (const text of ['', 'pushBurst=5', '[]', 'null', '5', '{"pushBurst": 50']) {
    assert.throws(
      () => readLimits({ POSTERN_DEFAULT_LIMITS: text }),
      (error) => error instanceof SettingsError && /expected a JSON object/.test(error.message),
    )
  }
  for (const text of ['{"maxMoons": 5}', '{"pushBurst": 0}', '{"maxPushBytes": 1e12}']) {
    assert.throws(() => readLimits({ POSTERN_DEFAULT_LIMITS: text }), SettingsError)
  }
})
