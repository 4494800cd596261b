/** What of a value does not fit its schema, in words that a person can act on. */
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

export interface Fault {
  /** The way to it from the top. */
  readonly place: readonly (string | number)[]
  readonly words: string
}

type SchemaError = ReturnType<typeof Value.Errors>[number]

export function faultsOf(schema: TSchema, value: unknown): Fault[] {
  const faults = Value.Errors(schema, value).flatMap((error) => {
    const union = unionOf(schema, error)
    return union ?? describe(schema, error)
  })
  const known = new Map(faults.map((fault) => [JSON.stringify(fault), fault]))
  return [...known.values()]
}

/** That none of several forms fits is said once, for all of them. */
function unionOf(schema: TSchema, { schemaPath, instancePath }: SchemaError): Fault[] | undefined {
  const parts = schemaPath.split('/')
  const at = parts.indexOf('anyOf')
  if (at < 0) return undefined
  // What lies deeper in the value than the union is a fault of one of its forms.
  const depth = parts
    .slice(0, at)
    .filter((part) => part === 'properties' || part === 'items').length
  const place = placeOf(instancePath).slice(0, depth)
  const words = descriptionAt(schema, parts.slice(0, at)) ?? anyDescription(schema, parts, at)
  return [{ place, words: words === undefined ? 'is not what may stand here' : `must be ${words}` }]
}

function anyDescription(schema: TSchema, parts: readonly string[], at: number): string | undefined {
  return [0, 1]
    .map((form) => descriptionAt(schema, [...parts.slice(0, at), 'anyOf', String(form)]))
    .find((words) => words !== undefined)
}

function describe(schema: TSchema, error: SchemaError): Fault[] {
  const place = placeOf(error.instancePath)
  const parts = error.schemaPath.split('/')
  // Of what must not be there, which is said with its name.
  if (error.keyword === 'boolean') return []
  if (error.keyword === 'additionalProperties') {
    return error.params.additionalProperties.map((name) => ({
      place: [...place, name],
      words: 'is not known here',
    }))
  }
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map((name) => ({ place, words: `lacks ${name}` }))
  }
  if (error.keyword === 'enum') {
    const allowed = error.params.allowedValues.map((each) => JSON.stringify(each))
    return [{ place, words: `must be one of ${allowed.join(', ')}` }]
  }
  const words = error.keyword === 'pattern' ? descriptionAt(schema, parts) : undefined
  return [{ place, words: words === undefined ? error.message : `must be ${words}` }]
}

function placeOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

function descriptionAt(schema: TSchema, [, ...parts]: readonly string[]): string | undefined {
  const found = parts.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner ? Reflect.get(inner, part) : undefined),
    schema,
  )
  const words: unknown =
    typeof found === 'object' && found ? Reflect.get(found, 'description') : undefined
  return typeof words === 'string' ? words : undefined
}
