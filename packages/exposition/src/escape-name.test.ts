import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { escapeFamily, escapeLabels } from './escape-family.ts'
import {
  decodeEscapedName,
  escapeLabelName,
  escapeMetricName,
  escapingSchemes,
} from './escape-name.ts'
import { isLegacyLabelName, isLegacyMetricName } from './names.ts'
import { parseText } from './parse-text.ts'

for (const [name, underscores, dots, values] of [
  ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['a_b.c', 'a_b_c', 'a__b_dot_c', 'U__a__b_2e_c'],
  ['1a', '_a', '__a', 'U___31_a'],
  ['花火', '__', '____', 'U___82b1__706b_'],
  ['🙂', '_', '__', 'U___1f642_'],
  ['no:escaping_required', 'no:escaping_required', 'no:escaping_required', 'no:escaping_required'],
] as const) {
  test(`the metric name ${name} is escaped in each scheme as Prometheus does`, () => {
    assert.deepEqual(
      escapingSchemes.map((scheme) => escapeMetricName(name, scheme)),
      [name, underscores, dots, values],
    )
  })
}

test('a colon in a label name is escaped, as only metric names may have one', () => {
  assert.deepEqual(
    escapingSchemes.map((scheme) => escapeLabelName('a:b', scheme)),
    ['a:b', 'a_b', 'a__b', 'U__a_3a_b'],
  )
})

test('escaped names are of the old kind', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom(...escapingSchemes),
      (name, scheme) => {
        fc.pre(scheme !== 'allow-utf-8')
        assert.ok(isLegacyMetricName(escapeMetricName(name, scheme)))
        assert.ok(isLegacyLabelName(escapeLabelName(name, scheme)))
      },
    ),
  )
})

test('a name is decoded to what was encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      fc.pre(!name.startsWith('U__'))
      assert.equal(decodeEscapedName(escapeMetricName(name, 'values')), name)
      assert.equal(decodeEscapedName(escapeLabelName(name, 'values')), name)
    }),
  )
})

test('what is not encoded correctly is left as it is', () => {
  const broken = ['', 'a', 'U_', 'u__a_2e_b', 'U__a_', 'U__a_2e', 'U__a_2x_b', 'U__a_2e_b_', 'U___']
  for (const name of [...broken, 'U___d800_', 'U___dfff_', 'U___110000_', 'U___0000041_']) {
    assert.equal(decodeEscapedName(name), name)
  }
})

test('what is encoded correctly is decoded, in capitals too', () => {
  assert.equal(decodeEscapedName('U__'), '')
  assert.equal(decodeEscapedName('U__job'), 'job')
  assert.equal(decodeEscapedName('U______x'), '__x')
  assert.equal(decodeEscapedName('U__a_2E_b_10ffff_'), 'a.b\u{10ffff}')
})

test('a family is escaped with all its names, and its labels are sorted again', () => {
  const escaped = (body: string) =>
    parseText(new TextEncoder().encode(body), { utf8Names: true }).map((family) =>
      escapeFamily(family, 'underscores'),
    )
  const [gauge, legacy] = escaped('{"a.b","x.z"="2",x_a="1"} 1\n{"a.b"} 2\nm{a="b"} 1\n')
  assert.equal(gauge?.name, 'a_b')
  assert.deepEqual(
    gauge.metrics.map(({ labels }) => labels),
    [['x_a', '1', 'x_z', '2'], []],
  )
  assert.deepEqual(legacy?.metrics[0]?.labels, ['a', 'b'])
  const [summary, histogram] = escaped(
    '# TYPE "s.s" summary\n{"s.s","a.b"="c"} 1\n# TYPE "h.h" histogram\n{"h.h","a.b"="c"} 1\n',
  )
  assert.deepEqual([summary?.name, summary?.metrics[0]?.labels], ['s_s', ['a_b', 'c']])
  assert.deepEqual([histogram?.name, histogram?.metrics[0]?.labels], ['h_h', ['a_b', 'c']])
})

test('a family is left alone when names in UTF-8 are allowed', () => {
  const [family] = parseText(new TextEncoder().encode('{"a.b"} 1\n'), { utf8Names: true })
  assert.ok(family)
  assert.equal(escapeFamily(family, 'allow-utf-8'), family)
})

test('labels whose names would become one are kept apart', () => {
  assert.deepEqual(escapeLabels(['a-b', '1', 'a.b', '2', 'c', '3'], 'underscores'), [
    'U__a_2d_b',
    '1',
    'U__a_2e_b',
    '2',
    'c',
    '3',
  ])
})
