import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'
import { type Environment, readSetting } from './read-setting.ts'

/** The whole environment's faults, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the settings are invalid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const PREFIX = 'POSTERN_'

/**
 * Reads the environment by a schema whose property names are variables. Each may instead be given as `NAME_FILE`, the
 * path of a file that holds it. Throws a `SettingsError` that names every fault at once: what is missing, what is not
 * what the schema says, and every `POSTERN_` variable that neither this schema nor those of `known` have. The value of
 * a property with `secret: true` is in no message.
 */
export function loadSettings<T extends TObject>(
  schema: T,
  env: Environment,
  known: readonly TObject[] = [],
): Readonly<Static<T>> {
  const values: Record<string, unknown> = {}
  const faults: string[] = []
  for (const [name, property] of Object.entries(schema.properties)) {
    const read = readSetting(name, property, env)
    if ('fault' in read) faults.push(read.fault)
    else if (read.value !== undefined) values[name] = read.value
  }
  faults.push(...unknownVariables(env, [schema, ...known]))
  // The second half is for the compiler: every value was checked against its own schema.
  if (faults.length > 0 || !Value.Check(schema, values)) throw new SettingsError(faults)
  return Object.freeze(values)
}

function unknownVariables(env: Environment, schemas: readonly TObject[]): string[] {
  const names = new Set(schemas.flatMap((schema) => Object.keys(schema.properties)))
  const isKnown = (variable: string) =>
    names.has(variable) ||
    (variable.endsWith('_FILE') && names.has(variable.slice(0, -'_FILE'.length)))
  const expected = [...names].filter((name) => name.startsWith(PREFIX)).sort()
  return Object.keys(env)
    .filter((variable) => variable.startsWith(PREFIX) && !isKnown(variable))
    .sort()
    .map((variable) => `${variable}: is no setting; expected one of ${expected.join(', ')}`)
}
