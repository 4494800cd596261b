import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { tableRows } from './support/markdown.ts'
import { page, repository } from './support/pages.ts'

const codeRows = (path: string) =>
  tableRows(page(path).prose).map((cells) => cells.map((cell) => cell.replaceAll('`', '')))

const FOLDER = /^[a-z]+(?:\/[a-z-]+)?$/

test('the map of the README has every app and package, and each of its folders exists', () => {
  const folders = codeRows('README.md').flatMap(([folder = '']) =>
    FOLDER.test(folder) && existsSync(join(repository, folder)) ? [folder] : [],
  )
  const named = new Set(folders)
  assert.deepEqual(
    workspaces().filter((folder) => !named.has(folder)),
    [],
  )
})

test('the arrows of ARCHITECTURE.md are those of the packages', () => {
  const rows = codeRows('ARCHITECTURE.md').filter(([folder = '']) => workspaces().includes(folder))
  const drawn = Object.fromEntries(
    rows.map(([folder = '', may = '']) => [
      folder,
      may === 'nothing of ours' ? [] : may.split(', '),
    ]),
  )
  const real = Object.fromEntries(
    workspaces().map((folder) => [folder, dependenciesOf(folder)] as const),
  )
  assert.deepEqual(drawn, real)
})

test('the list of decisions has every one of them, in order', () => {
  const files = readdirSync(join(repository, 'docs/adr')).filter((name) => /^\d{4}-/.test(name))
  const listed = page('docs/adr/README.md').links.map(({ target }) => target)
  assert.deepEqual(
    listed.filter((target) => /^\d{4}-/.test(target)),
    files.toSorted(),
  )
})

test('the list of how-to pages has every one of them', () => {
  const files = readdirSync(join(repository, 'docs/how-to')).filter((name) => name !== 'README.md')
  const listed = page('docs/how-to/README.md').links.map(({ target }) => target)
  assert.deepEqual(listed.filter((target) => !target.includes('/')).toSorted(), files.toSorted())
})

function workspaces(): string[] {
  return ['apps', 'packages'].flatMap((parent) =>
    readdirSync(join(repository, parent)).map((name) => `${parent}/${name}`),
  )
}

function dependenciesOf(folder: string): string[] {
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(repository, folder, 'package.json'), 'utf8'),
  )
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith('@postern/'))
    .map((name) => name.slice('@postern/'.length))
    .toSorted()
}
