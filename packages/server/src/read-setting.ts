import { readFileSync } from 'node:fs'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

export type Environment = Readonly<Record<string, string | undefined>>

type Reading = { readonly value: unknown } | { readonly fault: string }

/** One setting: from its variable or its file, else its default. A fault says what is wrong and what is expected. */
export function readSetting(name: string, schema: TSchema, env: Environment): Reading {
  const given = readText(name, env)
  if ('fault' in given) return given
  if (given.text === undefined) return absent(name, schema)
  const value = convert(schema, given.text)
  if (Value.Check(schema, value)) return { value }
  const shown = isSecret(schema) ? 'its value' : JSON.stringify(given.text.slice(0, 60))
  return { fault: `${name}: ${shown} is not valid; expected ${expectation(schema)}` }
}

type Given = { readonly text: string | undefined } | { readonly fault: string }

/** An empty variable counts as not given: it is what compose files make of one that nobody set. */
function readText(name: string, env: Environment): Given {
  const inline = env[name] || undefined
  const path = env[`${name}_FILE`] || undefined
  if (path === undefined) return { text: inline }
  if (inline !== undefined) {
    return { fault: `${name}: is given twice, also as ${name}_FILE; expected one of the two` }
  }
  try {
    return { text: readFileSync(path, 'utf8').replace(/\r?\n$/, '') }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    const file = JSON.stringify(path)
    return { fault: `${name}_FILE: cannot read ${file}${reason}; expected the path of a file` }
  }
}

function absent(name: string, schema: TSchema): Reading {
  const value: unknown = Reflect.get(schema, 'default')
  if (value !== undefined || Type.IsOptional(schema)) return { value }
  return { fault: `${name}: is missing; expected ${expectation(schema)}` }
}

// Only what a person would write: no 1e3, no 0x10, no yes.
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** The value that the schema's type makes of a text; the text itself when it makes none of it, to be refused then. */
function convert(schema: TSchema, text: string): unknown {
  if (Type.IsInteger(schema) || Type.IsNumber(schema))
    return NUMBER.test(text) ? Number(text) : text
  if (Type.IsBoolean(schema)) return text === 'true' || (text === 'false' ? false : text)
  return text
}

function expectation(schema: TSchema): string {
  const description: unknown = Reflect.get(schema, 'description')
  if (typeof description === 'string') return description
  if (Type.IsEnum(schema)) return `one of ${schema.enum.join(', ')}`
  if (Type.IsBoolean(schema)) return 'true or false'
  if (Type.IsInteger(schema)) return `a whole number${range(schema)}`
  return Type.IsNumber(schema) ? `a number${range(schema)}` : 'a text'
}

function range(schema: TSchema): string {
  const words = [
    ['from', Reflect.get(schema, 'minimum')],
    ['to', Reflect.get(schema, 'maximum')],
  ] as const
  return words.map(([word, bound]) => (bound === undefined ? '' : ` ${word} ${bound}`)).join('')
}

function isSecret(schema: TSchema): boolean {
  return Reflect.get(schema, 'secret') === true
}
