/** The documents: every Markdown file of the repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Fence,
  type Heading,
  headingsOf,
  type Link,
  linksOf,
  splitFences,
} from './markdown.ts'

export const repository = fileURLToPath(new URL('../../..', import.meta.url))

export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
  /** Its lines, those of fences empty. */
  readonly prose: readonly string[]
  readonly fences: readonly Fence[]
  readonly headings: readonly Heading[]
  readonly links: readonly Link[]
}

// What was not written here.
const FOREIGN = new Set(['node_modules', 'dist', 'coverage'])

export const pages: readonly Page[] = markdownFiles(repository).map((path) => readPage(path))

export function page(path: string): Page {
  const found = pages.find((each) => each.path === path)
  if (!found) throw new Error(`there is no page ${path}`)
  return found
}

function readPage(path: string): Page {
  const text = readFileSync(join(repository, path), 'utf8')
  const { fences, prose } = splitFences(text)
  return { path, text, prose, fences, headings: headingsOf(prose), links: linksOf(prose) }
}

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isFile()) return entry.name.endsWith('.md') ? [relative(repository, path)] : []
    const isOurs = !entry.name.startsWith('.') && !FOREIGN.has(entry.name)
    return entry.isDirectory() && isOurs ? markdownFiles(path) : []
  })
}
