import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLegacyLabelName, isLegacyMetricName, isUtf8Name } from './names.ts'

test('a metric name of the old kind begins with a letter, underscore or colon; digits may follow', () => {
  for (const name of ['a', '_', ':', 'aZ_:09']) assert.ok(isLegacyMetricName(name), name)
  for (const name of ['', '1', 'a-b', 'a.b', 'é', 'aé', 'a🙂', 'a b', 'a\n'])
    assert.ok(!isLegacyMetricName(name), name)
})

test('a label name of the old kind has no colon', () => {
  for (const name of ['a', '_', 'aZ_09']) assert.ok(isLegacyLabelName(name), name)
  for (const name of ['', '1', 'a:b', ':', 'é', 'aĀ']) assert.ok(!isLegacyLabelName(name), name)
})

test('a name in UTF-8 is anything but nothing', () => {
  for (const name of ['a', ' ', '🙂', '1', '\0']) assert.ok(isUtf8Name(name), name)
  for (const name of ['', '\ud800']) assert.ok(!isUtf8Name(name))
})
