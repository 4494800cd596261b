import assert from 'node:assert/strict'
import test from 'node:test'
import { problemKinds } from '@postern/domain'
import { page } from './support/pages.ts'

const PAGE = page('docs/reference/problems.md')

// The heading of a code, then its status and title on a line of their own.
const sections = PAGE.text.match(/^## .+\n\n\d{3} · .+$/gm) ?? []

test('every problem has a section with its status and title, and there is no other section', () => {
  const table = Object.entries(problemKinds).map(
    ([code, { status, title }]) => `## ${code}\n\n${status} · ${title}`,
  )
  assert.deepEqual(sections.toSorted(), table.toSorted())
})

test('every section says what to do', () => {
  const parts = PAGE.text.split(/^## .+$/m).slice(1)
  assert.equal(parts.length, sections.length)
  for (const part of parts) assert.ok(part.trim().split('\n').length > 2, part)
})

test('the overview lists every problem under its status', () => {
  const overview = PAGE.text.slice(0, PAGE.text.indexOf('\n## '))
  for (const [code, { status }] of Object.entries(problemKinds)) {
    const row = overview.split('\n').find((line) => line.includes(`[${code}](#${code})`))
    assert.match(row ?? '', new RegExp(String.raw`^\|[^|]*\b${status}\b`), code)
  }
})
