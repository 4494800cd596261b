/** Which call is meant, with all that goes into it. */
import type { AnyInput } from '../client/admin-client.ts'
import { usageFailure } from '../failure.ts'
import type { CommandPlan, Typed, Variant } from './command-plan.ts'
import { DEFAULT, readValue } from './read-value.ts'

/** What was typed. */
export interface TypedCommand {
  readonly positional: readonly (string | undefined)[]
  readonly tenant: string | undefined
  /** Meant where a tenant is needed and none was named. */
  readonly defaultTenant: string | undefined
  readonly namespace: string | undefined
  /** By the name of the option. */
  readonly options: ReadonlyMap<string, readonly string[] | boolean>
  /** A whole body, in place of options. */
  readonly body: unknown
}

export interface Call {
  /** Members of the body that were given as DEFAULT: to be as if they had never been set. */
  readonly unset: readonly string[]
  readonly variant: Variant
  readonly params: Readonly<Record<string, string>>
  readonly input: AnyInput
}

const DEFAULT_NAMESPACE = 'default'

export function readCall(plan: CommandPlan, typed: TypedCommand): Call {
  const given = givenParameters(plan, typed)
  const variant =
    plan.variants.find(({ parameters }) => parameters.every((name) => given.has(name))) ??
    plan.variants.at(-1)
  if (!variant) throw new Error(`${plan.words} stands for no call`)
  if (variant.parameters.includes('slug') && !given.has('slug')) {
    throw usageFailure('which tenant? Say --tenant, or set POSTERN_TENANT')
  }
  const params = Object.fromEntries(variant.parameters.map((name) => [name, given.get(name) ?? '']))
  const query = valuesOf(variant.query, typed)
  const body = bodyOf(variant, plan.keepsOthers ? withoutDefaults(typed) : typed)
  refuseUnused(variant, plan, typed)
  return {
    variant,
    unset: plan.keepsOthers ? unsetIn(variant, typed) : [],
    params,
    input: {
      params,
      ...(variant.endpoint.schema.querystring && { querystring: query }),
      ...(body !== undefined && { body }),
    },
  }
}

function givenParameters(plan: CommandPlan, typed: TypedCommand): ReadonlyMap<string, string> {
  const given = new Map<string, string>()
  const set = (name: string, value: string | undefined) =>
    value !== undefined && given.set(name, value)
  for (const [index, { name }] of plan.positional.entries()) set(name, typed.positional[index])
  const isNeeded = plan.variants.every(({ parameters }) => parameters.includes('slug'))
  if (plan.takesTenant) set('slug', typed.tenant ?? (isNeeded ? typed.defaultTenant : undefined))
  if (!plan.takesNamespace) return given
  set('name', typed.namespace)
  // A thing in a namespace lies in some; what is said of a namespace is said of that one alone.
  set('namespace', typed.namespace ?? DEFAULT_NAMESPACE)
  return given
}

function valuesOf(fields: readonly Typed[], { options, namespace }: TypedCommand) {
  const values: Record<string, unknown> = {}
  for (const each of fields) {
    const named = each.option === 'namespace' && namespace !== undefined ? [namespace] : undefined
    const typed = options.get(each.option) ?? named
    if (typed === undefined) continue
    place(values, each.field.path, readValue(each, typed))
  }
  return values
}

function unsetIn({ body }: Variant, { options }: TypedCommand): string[] {
  return body.filter(({ option }) => isDefault(options.get(option))).map(leaf)
}

function withoutDefaults(typed: TypedCommand): TypedCommand {
  const options = [...typed.options].filter(([, value]) => !isDefault(value))
  return { ...typed, options: new Map(options) }
}

function isDefault(typed: readonly string[] | boolean | undefined): boolean {
  return Array.isArray(typed) && typed.at(-1) === DEFAULT
}

function leaf({ field }: Typed): string {
  return field.path.at(-1) ?? ''
}

function place(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const inner = into[name]
  const next: Record<string, unknown> = typeof inner === 'object' ? { ...inner } : {}
  place(next, rest, value)
  into[name] = next
}

// Given by us once the person said yes.
const CONFIRMED = new Set(['confirm'])

function bodyOf({ endpoint, body: fields }: Variant, typed: TypedCommand): unknown {
  if (!endpoint.schema.body) return undefined
  if (typed.body !== undefined) return typed.body
  const values = valuesOf(fields, typed)
  const missing = fields.filter(
    ({ field, option }) =>
      field.isRequired && !CONFIRMED.has(option) && valueAt(values, field.path) === undefined,
  )
  if (missing.length > 0) {
    throw usageFailure(`needs ${missing.map(({ option }) => `--${option}`).join(', ')}`)
  }
  return values
}

function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner ? Reflect.get(inner, name) : undefined),
    values,
  )
}

/** A command may stand for two calls: what the one takes is no wish for the other. */
function refuseUnused(variant: Variant, plan: CommandPlan, { options, positional }: TypedCommand) {
  const used = new Set([...variant.query, ...variant.body].map(({ option }) => option))
  const unused = [...options.keys()].filter((option) => !used.has(option))
  if (unused.length === 0) return
  const given = plan.positional.filter((_, index) => positional[index] !== undefined)
  const what = given.map(({ name }) => `<${name}>`).join(' ')
  throw usageFailure(
    `--${unused.join(', --')} ${what === '' ? `needs ${plan.positional.map(({ name }) => `<${name}>`).join(' ')}` : `does not go with ${what}`}`,
  )
}
