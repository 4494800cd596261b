import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  array,
  assert as check,
  constantFrom,
  nat,
  option,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check'
import {
  emptyContent,
  type FamilyLines,
  linesOf,
  protobufOf,
  pushInto,
  unpackContent,
} from './group-content.ts'

const types = ['counter', 'gauge', 'untyped', 'summary', 'histogram', 'gauge_histogram'] as const

const text = string({ unit: 'binary' })

const model = {
  name: text,
  type: constantFrom(...types),
  help: option(text, { nil: undefined }),
  series: nat(),
  lines: text,
  protobuf: option(uint8Array({ minLength: 1 }), { nil: undefined }),
}

const family = record<FamilyLines>(model, { noNullPrototype: true })

const families = array(family, { maxLength: 8 }).map((list) => [
  ...new Map(list.map((one) => [one.name, one])).values(),
])

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What a content holds, as it was pushed. */
function held(content: ReturnType<typeof unpackContent>): FamilyLines[] {
  return content.families.map((entry) => ({
    name: entry.name,
    type: entry.type,
    help: entry.help,
    series: entry.series,
    lines: decoder.decode(linesOf(content, entry)),
    protobuf: protobufOf(content, entry)?.slice(),
  }))
}

test('what was pushed is read back from the bytes, whatever it is', () => {
  check(
    property(families, (pushed) => {
      const content = pushInto(emptyContent, pushed, 'PUT', 1)
      assert.deepEqual(held(content), pushed)
      assert.deepEqual(unpackContent(content.bytes), content)
    }),
  )
})

test('POST replaces the families of the same name and keeps the others with their times', () => {
  check(
    property(families, families, (first, second) => {
      const before = pushInto(emptyContent, first, 'PUT', 1)
      const after = unpackContent(pushInto(before, second, 'POST', 2).bytes)

      const names = new Set(second.map(({ name }) => name))
      assert.deepEqual(held(after), [...first.filter(({ name }) => !names.has(name)), ...second])
      for (const { name, pushedAtMicros } of after.families) {
        assert.equal(pushedAtMicros, names.has(name) ? 2 : 1)
      }
    }),
  )
})

test('PUT keeps nothing of what was there', () => {
  check(
    property(families, families, (first, second) => {
      const before = pushInto(emptyContent, first, 'PUT', 1)
      assert.deepEqual(held(pushInto(before, second, 'PUT', 2)), second)
    }),
  )
})

test('bytes of a newer release are refused rather than misread', () => {
  assert.throws(() => unpackContent(new Uint8Array([2, 0, 0, 0, 0, 1])), /newer release/)
})
