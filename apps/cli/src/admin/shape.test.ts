import assert from 'node:assert/strict'
import test from 'node:test'
import { Type } from 'typebox'
import { fieldsOf } from './shape.ts'

const shapes = (schema: Parameters<typeof fieldsOf>[0]) =>
  Object.fromEntries(
    fieldsOf(schema).map(({ path, shape, isRequired, isNullable }) => [
      path.join('.'),
      [shape.kind, isRequired, isNullable],
    ]),
  )

test('each kind of schema that the API has can be typed', () => {
  const schema = Type.Object({
    name: Type.String(),
    state: Type.Optional(Type.Enum(['new', 'up'])),
    count: Type.Integer(),
    isOn: Type.Optional(Type.Boolean()),
    end: Type.Union([Type.String(), Type.Null()]),
    limits: Type.Object({ a: Type.Optional(Type.Unsafe({ type: ['integer', 'null'] })) }),
    scopes: Type.Array(Type.Enum(['push'])),
    labels: Type.Record(Type.String(), Type.String()),
    rules: Type.Record(Type.String(), Type.Array(Type.String())),
    metadata: Type.Record(Type.String(), Type.Unknown()),
    schedule: Type.Optional(
      Type.Union([Type.Object({ cron: Type.String() }), Type.Object({ period: Type.String() })]),
    ),
  })
  assert.deepEqual(shapes(schema), {
    name: ['text', true, false],
    state: ['choice', false, false],
    count: ['number', true, false],
    isOn: ['flag', false, false],
    end: ['text', true, true],
    'limits.a': ['number', false, true],
    scopes: ['list', true, false],
    labels: ['map', true, false],
    rules: ['map', true, false],
    metadata: ['json', true, false],
    'schedule.cron': ['text', false, false],
    'schedule.period': ['text', false, false],
  })
})
