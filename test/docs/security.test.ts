import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { page, repository } from './support/pages.ts'

const PAGE = 'docs/security.md'

/** `[label]: ../path/of.test.ts "the title of a test in it"` */
const DEFINITION = /^\[([\w-]+)\]: \.\.\/(\S+\.test\.ts) "(.+)"$/

// Long enough for the name of a function, a modifier and the beginning of a title that is put together.
const NEAR = 120

const { prose } = page(PAGE)

const definitions = prose.flatMap((line) => {
  const [, label, path = '', title = ''] = DEFINITION.exec(line) ?? []
  return label === undefined ? [] : [{ label, path, title }]
})

test('every claim of the threat model is shown by a test that exists under that title', () => {
  assert.ok(definitions.length > 50)
  const missing = definitions.filter(({ path, title }) => !isTitle(path, title))
  assert.deepEqual(missing, [])
})

test('every test that the threat model names is defined once, and every one of those is named', () => {
  const named = new Set(
    prose.flatMap((line) =>
      [...line.matchAll(/\[test\]\[([\w-]+)\]/g)].map(([, label = '']) => label),
    ),
  )
  const labels = definitions.map(({ label }) => label)
  assert.deepEqual(labels, [...new Set(labels)])
  assert.deepEqual([...named].toSorted(), labels.toSorted())
})

test('of what somebody cannot do, nothing is said without a test', () => {
  const claims = itemsUnder('Cannot:')
  assert.ok(claims.length > 15)
  for (const claim of claims) assert.match(claim, /\[test\]\[/, claim)
})

function isTitle(path: string, title: string): boolean {
  const file = join(repository, path)
  if (!existsSync(file)) return false
  const source = readFileSync(file, 'utf8')
  const at = source.indexOf(title)
  return at >= 0 && source.slice(Math.max(0, at - NEAR), at).includes('test(')
}

/** The items of the lists that stand right behind such a line, each as one line. */
function itemsUnder(heading: string): string[] {
  const items: string[] = []
  let isWithin = false
  for (const line of prose) {
    if (line === heading) isWithin = true
    else if (line.startsWith('- ') && isWithin) items.push(line)
    else if (line.startsWith('  ') && isWithin) items.push(`${items.pop() ?? ''} ${line.trim()}`)
    else if (line !== '') isWithin = false
  }
  return items
}
