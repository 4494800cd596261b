import { Value } from 'typebox/value'
import { LineCounter, parseDocument } from 'yaml'
import { readText } from '../client/read-input.ts'
import { usageFailure } from '../failure.ts'
import { TenantsFile } from './file-schema.ts'
import { type Fault, faultsOf } from './schema-faults.ts'
import { twinsIn } from './twins.ts'

/** The file, or a failure that names every fault with its line and its place. */
export async function readTenantsFile(path: string): Promise<TenantsFile> {
  return parseTenants(await readText(path), path)
}

function parseTenants(text: string, path: string): TenantsFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (offset: number) => lines.linePos(offset).line
  const [broken] = document.errors
  if (broken) throw usageFailure(`${path}:${lineOf(broken.pos[0])}: ${broken.message}`)
  const value: unknown = document.toJS()
  const tell = (faults: readonly Fault[]) => {
    const found = faults.map(({ place, words }) => {
      const node: unknown = document.getIn(place, true)
      return { line: lineOf(startOf(node)), words: `${nameOf(place)} ${words}` }
    })
    found.sort((a, b) => a.line - b.line)
    return usageFailure(found.map(({ line, words }) => `${path}:${line}: ${words}`).join('\n'))
  }
  if (!Value.Check(TenantsFile, value)) throw tell(faultsOf(TenantsFile, value))
  const twins = twinsIn(value)
  if (twins.length > 0) throw tell(twins)
  return value
}

function startOf(node: unknown): number {
  const range: unknown = typeof node === 'object' && node ? Reflect.get(node, 'range') : undefined
  return Array.isArray(range) ? Number(range[0]) : 0
}

/** `tenants[0].credentials[2].scopes` */
function nameOf(place: Fault['place']): string {
  const name = place
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
  return name === '' ? 'the file' : name
}
