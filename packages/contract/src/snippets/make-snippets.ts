import type { Snippet } from '../configuration.ts'
import { alertSnippets } from './alert-snippets.ts'
import { pushSnippets } from './push-snippets.ts'
import { scrapeSnippets } from './scrape-snippets.ts'
import type { SnippetContext } from './snippet-context.ts'

/** All of them, filled in. The server hands them out without keys; a page puts a fresh key in by itself. */
export function makeSnippets(context: SnippetContext): Snippet[] {
  return [...pushSnippets, ...scrapeSnippets, ...alertSnippets].map((make) => make(context))
}
