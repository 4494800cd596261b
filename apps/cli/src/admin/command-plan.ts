/** One command of the admin API: which calls it stands for, and what can be typed to it. */
import { commandWords } from './command-words.ts'
import { endpoints, isForBrowsers, type NamedEndpoint, pathParameters } from './endpoints.ts'
import { type Field, fieldsOf } from './shape.ts'

/** A call with what it is made of. */
export interface Variant extends NamedEndpoint {
  readonly parameters: readonly string[]
  readonly query: readonly Typed[]
  readonly body: readonly Typed[]
  /** It answers in pages. */
  readonly isPaged: boolean
  /** It answers text of any length, and no JSON. */
  readonly isText: boolean
}

/** A field with its name on the command line. */
export interface Typed {
  readonly field: Field
  /** `max-key-life`. */
  readonly option: string
}

export interface CommandPlan {
  /** `key rotate`. */
  readonly words: string
  /** Of several, the first counts whose parameters are all given: the one with the most comes first. */
  readonly variants: readonly Variant[]
  /** Parameters that are typed without a name, in their order. */
  readonly positional: readonly Positional[]
  readonly takesTenant: boolean
  /** The API sets all of it at once; what is not typed stays as it is. */
  readonly keepsOthers: boolean
  readonly takesNamespace: boolean
}

interface Positional {
  readonly name: string
  readonly isRequired: boolean
}

export function planCommands(): CommandPlan[] {
  const callable = endpoints.filter(({ endpoint }) => !isForBrowsers(endpoint))
  const byWords = Map.groupBy(callable, commandWords)
  return [...byWords].map(([words, named]) => planCommand(words, named))
}

function planCommand(words: string, named: readonly NamedEndpoint[]): CommandPlan {
  const variants = named.map(variantOf).sort((a, b) => b.parameters.length - a.parameters.length)
  const [widest] = variants
  const isNamed = (name: string) => isByOption(words, name)
  const positional = (widest?.parameters ?? [])
    .filter((name) => !isNamed(name))
    .map((name) => ({
      name,
      isRequired: variants.every(({ parameters }) => parameters.includes(name)),
    }))
  const takes = (test: (name: string) => boolean) =>
    variants.some(({ parameters }) => parameters.some((name) => isNamed(name) && test(name)))
  return {
    words,
    variants,
    positional,
    keepsOthers: KEEPING_OTHERS.has(words),
    takesTenant: takes((name) => name === 'slug'),
    takesNamespace: takes((name) => name !== 'slug'),
  }
}

const KEEPING_OTHERS = new Set(['limits set', 'retention set'])

/** Where a thing lies is said by options, which thing it is without. */
function isByOption(words: string, parameter: string): boolean {
  switch (parameter) {
    case 'slug':
      return !words.startsWith('tenant ')
    case 'name':
      return !words.startsWith('namespace ')
    case 'namespace':
      return true
    default:
      return false
  }
}

function variantOf({ name, endpoint }: NamedEndpoint): Variant {
  const query = fieldsOf(endpoint.schema.querystring)
  const names = new Set(query.map(({ path }) => path[0]))
  const isPaged = names.has('cursor')
  const shown = query.filter(({ path: [first = ''] }) => !isPaged || !PAGING.has(first))
  return {
    name,
    endpoint,
    parameters: pathParameters(endpoint),
    query: withOptions(shown),
    body: withOptions(fieldsOf(endpoint.schema.body)),
    isPaged,
    isText: Reflect.get(endpoint.schema.response[200] ?? {}, 'type') === 'string',
  }
}

// Pages are put together again.
const PAGING = new Set(['cursor', 'limit', 'offset'])

/** What all of them have in front says nothing: `limits.maxGroups` is `--max-groups` where there are only limits. */
function withOptions(fields: readonly Field[]): Typed[] {
  const settings = fields.filter(({ path: [first = ''] }) => !HOW.has(first))
  const first = new Set(settings.map(({ path }) => path[0]))
  const isOneObject = first.size === 1 && settings.every(({ path }) => path.length > 1)
  return fields.map((field) => ({
    field,
    option: field.path
      .slice(isOneObject && field.path.length > 1 ? 1 : 0)
      .map(kebab)
      .join('-'),
  }))
}

// How a call is to be carried out, and not what it is about.
const HOW = new Set(['atMost', 'confirm', 'dryRun'])

function kebab(name: string): string {
  return name.replace('[]', '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
