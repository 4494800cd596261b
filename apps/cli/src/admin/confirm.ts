/** Nothing that cannot be taken back happens by a slip. */
import type { AdminClient, AnyInput } from '../client/admin-client.ts'
import type { Context } from '../context.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { Failure, usageFailure } from '../failure.ts'
import type { Variant } from './command-plan.ts'
import type { Call } from './read-call.ts'

// Acts by their last word that end something, beside every DELETE.
const ENDING = new Set(['delete', 'retention', 'suspend', 'wipe'])

/** The input with the confirmation that the call wants; throws when the person did not give it. */
export async function confirmed(
  call: Call,
  admin: AdminClient,
  { ask }: Pick<Context, 'ask'>,
  isSure: boolean,
): Promise<AnyInput> {
  const { variant, input } = call
  if (!isEnding(variant) || isDryRun(input)) return input
  const known = await sizeOf(call, admin, isSure)
  if (!isSure) await askFor(question(call, known), nameOf(call), ask)
  return withConfirmation(call, known)
}

function isEnding({ endpoint: { method, url } }: Variant): boolean {
  return method === 'DELETE' || (method === 'POST' && ENDING.has(url.split('/').at(-1) ?? ''))
}

function isDryRun({ body }: AnyInput): boolean {
  return typeof body === 'object' && body !== null && Reflect.get(body, 'dryRun') === true
}

/** How many groups are meant, where the call can tell beforehand. */
async function sizeOf(
  call: Call,
  admin: AdminClient,
  isSure: boolean,
): Promise<number | undefined> {
  const { endpoint, body } = call.variant
  if (isSure || !body.some(({ option }) => option === 'dry-run')) return undefined
  const input = { ...call.input, body: { ...bodyOf(call), dryRun: true } }
  const found: unknown = await admin.call(endpoint, input)
  const groups: unknown = typeof found === 'object' && found ? Reflect.get(found, 'groups') : 0
  return Number(groups)
}

function question({ variant, params }: Call, groups: number | undefined): string {
  const what = groups === undefined ? Object.values(params).join(' ') : `${groups} groups`
  return `${variant.endpoint.schema.summary}\n${what}`
}

/** What has to be typed once more, where the call itself wants it. */
function nameOf({ variant, params }: Call): string | undefined {
  if (!confirmField(variant)) return undefined
  return [params['slug'], params['name']].filter((part) => part !== undefined).join('/')
}

function confirmField({ query, body }: Variant) {
  return [...query, ...body].find(
    ({ option, field }) => option === 'confirm' && field.shape.kind === 'text',
  )
}

async function askFor(about: string, name: string | undefined, ask: Context['ask']): Promise<void> {
  const wanted = name ?? 'yes'
  const answer = await ask(`${about}\nType ${wanted} to go on: `)
  if (answer === undefined) throw usageFailure('nobody can be asked here: say --yes to go on')
  if (answer !== wanted) throw new Failure(EXIT_FAILURE, 'nothing was done')
}

function withConfirmation(call: Call, groups: number | undefined): AnyInput {
  const { variant, input } = call
  const confirm = nameOf(call)
  const atMost = groups === undefined ? {} : { atMost: groups }
  if (confirm === undefined) {
    return groups === undefined ? input : { ...input, body: { ...bodyOf(call), ...atMost } }
  }
  return variant.endpoint.schema.body
    ? { ...input, body: { ...bodyOf(call), confirm } }
    : { ...input, querystring: { ...input.querystring, confirm } }
}

function bodyOf({ input: { body } }: Call): object {
  return typeof body === 'object' && body !== null ? body : {}
}
