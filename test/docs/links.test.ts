import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import test from 'node:test'
import { codeOf } from './support/markdown.ts'
import { type Page, pages, repository } from './support/pages.ts'

test('every link of the documents leads to a file and a heading that exist', () => {
  const broken = pages.flatMap((page) =>
    page.links
      .filter(({ target }) => !/^(?:https?|mailto):/.test(target) && !leadsSomewhere(page, target))
      .map(({ target, line }) => `${page.path}:${line} ${target}`),
  )
  assert.deepEqual(broken, [])
})

test('every file that the documents name in passing exists', () => {
  const missing = pages.flatMap(({ path, prose }) =>
    codeOf(prose)
      .filter(({ target }) => namesFile(target) && !existsSync(join(repository, target)))
      .filter(({ target }) => !existsSync(join(repository, dirname(path), target)))
      .map(({ target, line }) => `${path}:${line} ${target}`),
  )
  assert.deepEqual(missing, [])
})

test('every page can be reached from the README', () => {
  const reached = new Set<string>()
  const waiting = ['README.md']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    const page = pages.find((each) => each.path === path)
    for (const { target } of page?.links ?? []) waiting.push(...pagesAt(path, target))
  }
  const documents = pages.map(({ path }) => path).filter((path) => /^(?:docs\/|[^/]+$)/.test(path))
  assert.deepEqual(
    documents.filter((path) => !reached.has(path)),
    [],
  )
})

function leadsSomewhere(page: Page, target: string): boolean {
  const [file = '', anchor] = decodeURI(target).split('#', 2)
  const path = file === '' ? page.path : normalize(join(dirname(page.path), file))
  if (path.startsWith('..') || !existsSync(join(repository, path))) return false
  if (anchor === undefined) return true
  const there = pages.find((each) => each.path === path)
  return there?.headings.some((heading) => heading.anchor === anchor) ?? false
}

/** The page that a link leads to; none when it leads elsewhere. A folder stands for the page of the README in it. */
function pagesAt(from: string, target: string): string[] {
  if (/^[a-z]+:/.test(target)) return []
  const [file = ''] = target.split('#', 1)
  if (file === '') return []
  return [normalize(join(dirname(from), file)).replace(/\/$/, '/README.md')]
}

const FOLDERS = /^(?:apps|packages|migrations|infra|test|docs)\//

/** A path from the root of the repository, and no pattern of several. */
function namesFile(code: string): boolean {
  return FOLDERS.test(code) && !/[*{}<>… ]/.test(code)
}
