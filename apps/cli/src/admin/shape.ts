/** What a JSON Schema asks for, as far as it can be typed on a command line. */
import type { TSchema } from 'typebox'

/** A TypeBox schema is JSON Schema; these are the words of it that the contract uses. */
interface JsonSchema {
  readonly type?: string | readonly string[] | undefined
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly pattern?: string
  readonly description?: string
  readonly default?: unknown
}

export type Shape =
  | { readonly kind: 'text' | 'number' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'flag' }
  | { readonly kind: 'list'; readonly values: readonly string[] | undefined }
  /** Texts, or lists of them, by name. */
  | { readonly kind: 'map'; readonly ofLists: boolean }
  | { readonly kind: 'json' }

/** One thing to be given: a member of a query or of a body, as deep as `path` says. */
export interface Field {
  readonly path: readonly string[]
  readonly shape: Shape
  readonly isRequired: boolean
  readonly isNullable: boolean
  readonly description: string | undefined
}

/** The members of an object; those of an object within it are its own. */
export function fieldsOf(schema: TSchema | undefined): Field[] {
  return schema ? fieldsIn(schema, [], true) : []
}

function fieldsIn(schema: JsonSchema, path: readonly string[], isRequired: boolean): Field[] {
  const members = Object.entries(schema.properties ?? {})
  return members.flatMap(([name, member]) => {
    const here = [...path, name]
    const isNeeded = isRequired && (schema.required?.includes(name) ?? false)
    const { isNullable, schema: plain } = withoutNull(member)
    if (plain.properties) return fieldsIn(plain, here, isNeeded)
    // One of several objects: which one it is, its members say.
    if (plain.anyOf?.every(({ properties }) => properties)) {
      return plain.anyOf.flatMap((each) => fieldsIn(each, here, false))
    }
    const description = member.description ?? plain.description
    return [{ path: here, shape: shapeOf(plain), isRequired: isNeeded, isNullable, description }]
  })
}

function withoutNull(schema: JsonSchema): { isNullable: boolean; schema: JsonSchema } {
  if (schema.anyOf) {
    const others = schema.anyOf.filter(({ type }) => type !== 'null')
    const isNullable = others.length < schema.anyOf.length
    const [only] = others
    return { isNullable, schema: others.length === 1 && only ? only : { anyOf: others } }
  }
  if (!Array.isArray(schema.type)) return { isNullable: false, schema }
  const types: readonly string[] = schema.type
  const only = types.find((type) => type !== 'null')
  const isNullable = types.includes('null')
  return { isNullable, schema: only === undefined ? schema : { ...schema, type: only } }
}

function shapeOf(schema: JsonSchema): Shape {
  const values = choices(schema)
  if (values) return { kind: 'choice', values }
  if (schema.anyOf) return { kind: schema.anyOf.every(isText) ? 'text' : 'json' }
  switch (String(schema.type)) {
    case 'string':
      return { kind: 'text' }
    case 'integer':
    case 'number':
      return { kind: 'number' }
    case 'boolean':
      return { kind: 'flag' }
    case 'array':
      return isText(schema.items)
        ? { kind: 'list', values: choices(schema.items) }
        : { kind: 'json' }
    case 'object':
      return mapShape(schema)
    default:
      return { kind: 'json' }
  }
}

function mapShape({ patternProperties = {} }: JsonSchema): Shape {
  const [value] = Object.values(patternProperties)
  if (isText(value)) return { kind: 'map', ofLists: false }
  return value?.type === 'array' && isText(value.items)
    ? { kind: 'map', ofLists: true }
    : { kind: 'json' }
}

function choices(schema: JsonSchema | undefined): readonly string[] | undefined {
  const values = schema?.enum ?? schema?.anyOf?.map((each) => each.const)
  return values?.every((each) => typeof each === 'string') ? values : undefined
}

function isText(schema: JsonSchema | undefined): boolean {
  return schema?.type === 'string' || choices(schema) !== undefined
}
