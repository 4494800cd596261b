import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toSettings, valuesOf } from './retention-values.ts'

test('settings that are shown and saved again are the same', () => {
  for (const settings of [
    {},
    { default: '35d', maximum: 'never', showsExpiry: false },
    {
      showsExpiry: true,
      jobs: [
        { job: 'backup', retention: '90d' },
        { job: 'ci-*', keepLast: 5 },
        { job: 'x', retention: 'never', keepLast: 1 },
      ],
    },
  ]) {
    assert.deepEqual(toSettings(valuesOf(settings)), settings)
  }
})

test('what cannot be meant is not saved', () => {
  const values = valuesOf({})
  const row = { job: 'backup', retention: '', keepLast: '' }
  assert.equal(toSettings({ ...values, default: 'soon' }), undefined)
  assert.equal(toSettings({ ...values, jobs: [row] }), undefined)
  assert.equal(toSettings({ ...values, jobs: [{ ...row, keepLast: '0' }] }), undefined)
})

test('a row without a job is none', () => {
  const jobs = [{ job: ' ', retention: '1d', keepLast: '' }]
  assert.deepEqual(toSettings({ ...valuesOf({}), jobs }), {})
})
