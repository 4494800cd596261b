import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoteGo, quoteGoBytes, quoteGoCharacter } from './quote-go.ts'

for (const [text, quoted] of [
  ['', '""'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ['\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\0\u001f\u007f', '"\\x00\\x1f\\x7f"'],
  ['é漢🙂', '"é漢🙂"'],
  ['\u0080\u00a0\u200b\ufeff', '"\\u0080\\u00a0\\u200b\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\ud800', '"\\ufffd"'],
  ["it's", '"it\'s"'],
] as const) {
  test(`${JSON.stringify(text)} is quoted as Go does: ${quoted}`, () => {
    assert.equal(quoteGo(text), quoted)
  })
}

test('bytes that are not UTF-8 are shown one by one', () => {
  assert.equal(quoteGoBytes('a"\xff\xc3\xa9\xe2\x82'), '"a\\"\\xffé\\xe2\\x82"')
  assert.equal(quoteGoBytes('\xf0\x9f\x99\x82\xed\xa0\x80\n'), '"🙂\\xed\\xa0\\x80\\n"')
})

test('a character is quoted in single quotes', () => {
  assert.deepEqual(['+', "'", '"', '\n', '\xff', '\0'].map(quoteGoCharacter), [
    "'+'",
    "'\\''",
    "'\"'",
    "'\\n'",
    "'ÿ'",
    "'\\x00'",
  ])
})

test('long text is cut off, between characters', () => {
  assert.equal(quoteGo('a'.repeat(201)), `"${'a'.repeat(200)}"...`)
  assert.equal(quoteGo('a'.repeat(200)), `"${'a'.repeat(200)}"`)
  assert.equal(quoteGo(`${'a'.repeat(199)}🙂`), `"${'a'.repeat(199)}"...`)
  assert.equal(quoteGoBytes('a'.repeat(1e6)), `"${'a'.repeat(200)}"...`)
})
