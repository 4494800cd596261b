/** Nothing that cannot be taken back happens by a slip. */
import type { AdminClient, AnyInput } from '../client/admin-client.ts'
import { confirmByWord } from '../confirm-by-word.ts'
import type { Context } from '../context.ts'
import type { Typed, Variant } from './command-plan.ts'
import type { Call } from './read-call.ts'

/** What the call sends, with the confirmation that it wants; throws when the person did not give it. */
export async function confirmed(
  call: Call,
  admin: AdminClient,
  { ask }: Pick<Context, 'ask'>,
  isSure: boolean,
): Promise<AnyInput> {
  if (!isEnding(call.variant) || isDryRun(call)) return call.input
  const preview =
    isSure || !fieldOf(call.variant, 'dry-run') ? undefined : await tryOut(call, admin)
  if (preview?.isHarmless) return call.input
  const name = nameToType(call)
  if (!isSure) await confirmByWord(`${aboutCall(call)}\n${preview?.words ?? ''}`, name, ask)
  return withConfirmation(call, { name, groups: preview?.groups })
}

// Acts by their last word that end something, beside every DELETE, and beside whatever asks for it itself.
const ENDING = new Set(['delete', 'retention', 'suspend', 'wipe'])

function isEnding(variant: Variant): boolean {
  const { method, url } = variant.endpoint
  const isAct = method === 'POST' && ENDING.has(url.split('/').at(-1) ?? '')
  return method === 'DELETE' || isAct || fieldOf(variant, 'confirm') !== undefined
}

function fieldOf({ query, body }: Variant, option: string): Typed | undefined {
  return [...query, ...body].find((each) => each.option === option)
}

function isDryRun(call: Call): boolean {
  return Reflect.get(bodyOf(call), 'dryRun') === true
}

interface Preview {
  readonly words: string
  readonly isHarmless: boolean
  /** How many the call itself is about. */
  readonly groups: number | undefined
}

/** What the call would do, by its own word. */
async function tryOut(call: Call, admin: AdminClient): Promise<Preview> {
  const input = { ...call.input, body: { ...bodyOf(call), dryRun: true } }
  const found: unknown = await admin.call(call.variant.endpoint, input)
  const effect = memberOf(found, 'effect')
  if (effect === undefined) {
    const groups = Number(memberOf(found, 'groups'))
    return { words: `${groups} groups`, isHarmless: false, groups }
  }
  const [gone, all] = [memberOf(effect, 'groupsThatExpire'), memberOf(effect, 'groups')].map(Number)
  return {
    words: `${gone} of ${all} groups are gone at once`,
    isHarmless: gone === 0,
    groups: undefined,
  }
}

function aboutCall({ variant, params }: Call): string {
  return `${variant.endpoint.schema.summary}: ${Object.values(params).join(' ')}`
}

/** What the call itself wants typed once more. */
function nameToType({ variant, params }: Call): string | undefined {
  if (fieldOf(variant, 'confirm')?.field.shape.kind !== 'text') return undefined
  return [params['slug'], params['name']].filter((part) => part !== undefined).join('/')
}

function withConfirmation(
  call: Call,
  { name, groups }: { readonly name: string | undefined; readonly groups: number | undefined },
): AnyInput {
  const { variant, input } = call
  const confirm = name ?? (fieldOf(variant, 'confirm') ? true : undefined)
  const given = {
    ...(confirm !== undefined && { confirm }),
    // No more than the person was told of.
    ...(groups !== undefined && fieldOf(variant, 'at-most') && { atMost: groups }),
  }
  return variant.endpoint.schema.body
    ? { ...input, body: { ...bodyOf(call), ...given } }
    : {
        ...input,
        ...(variant.query.length > 0 && { querystring: { ...input.querystring, ...given } }),
      }
}

function bodyOf({ input: { body } }: Call): object {
  return typeof body === 'object' && body !== null ? body : {}
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
