import * as buffer from 'node:buffer'
import type { Plugin } from 'vite'

const BYTES = 'node:buffer'

/** What reads and writes bytes is in none of these pages, though it is in a package of which they use other parts. */
export function noBytes(): Plugin {
  return {
    name: 'no-bytes',
    enforce: 'pre',
    resolveId: (id) => (id === BYTES ? `\0${BYTES}` : undefined),
    load: (id) => (id === `\0${BYTES}` ? nothingOf(buffer) : undefined),
  }
}

function nothingOf(module: object): string {
  return Object.keys(module)
    .filter((name) => name !== 'default')
    .map((name) => `export const ${name} = undefined`)
    .join('\n')
}
