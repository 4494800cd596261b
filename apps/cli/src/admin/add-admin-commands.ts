import { type Command, Option } from 'commander'
import { findAdmin } from '../client/find-admin.ts'
import { readText } from '../client/read-input.ts'
import type { Context } from '../context.ts'
import { usageFailure } from '../failure.ts'
import { type CommandPlan, planCommands, type Typed } from './command-plan.ts'
import { confirmed } from './confirm.ts'
import { descriptions } from './descriptions.ts'
import { examples } from './examples.ts'
import { keepOtherSettings } from './keep-other-settings.ts'
import { readCall } from './read-call.ts'
import { NONE } from './read-value.ts'
import { resourceAbout } from './resources.ts'
import { runCall } from './run-call.ts'

/** A command for every call of the admin API, made of the contract's own descriptions. */
export function addAdminCommands(program: Command, context: Context): void {
  const plans = planCommands().sort((a, b) => (a.words < b.words ? -1 : 1))
  for (const plan of plans) {
    const [first = '', second] = plan.words.split(' ')
    const parent = second === undefined ? program : resourceCommand(program, first)
    addCommand(parent.command(second ?? first), plan, context)
  }
}

function resourceCommand(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name)
  if (known) return known
  const { about, alias } = resourceAbout(name)
  const made = program.command(name).description(about)
  return alias === undefined ? made : made.alias(alias)
}

function addCommand(command: Command, plan: CommandPlan, context: Context): void {
  const [first] = plan.variants
  if (!first) return
  command.description(descriptions[plan.words] ?? uncapitalized(first.endpoint.schema.summary))
  for (const { name, isRequired } of plan.positional) {
    command.argument(isRequired ? `<${name}>` : `[${name}]`)
  }
  command.allowExcessArguments(false)
  addOptions(command, plan)
  const lines = examples[plan.words] ?? []
  if (lines.length > 0) {
    const shown = lines.map((line) => `  postern ${plan.words} ${line}`)
    command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`)
  }
  command.action(() => run(command, plan, context))
}

function addOptions(command: Command, { variants, takesTenant, takesNamespace }: CommandPlan) {
  if (takesTenant) command.option('-t, --tenant <slug>', 'whose (POSTERN_TENANT)')
  if (takesNamespace) command.option('-n, --namespace <name>', 'in which namespace')
  const fields = new Map(
    variants.flatMap(({ query, body }) => [...query, ...body].map((each) => [each.option, each])),
  )
  for (const each of fields.values()) {
    if (each.option === 'confirm' || (each.option === 'namespace' && takesNamespace)) continue
    for (const option of optionsFor(each)) command.addOption(option)
  }
  if (variants.some(({ body }) => body.length > 0)) {
    command.option('--body <file>', 'all of it as JSON, in place of these options; - for stdin')
  }
  if (variants.some(({ isPaged }) => isPaged)) {
    command.option('--limit <n>', 'how many at most; all when not given')
    command.option('--lines', 'each of them as a line of JSON, as they come')
  }
  if (variants.some(({ isText }) => !isText)) command.option('--json', 'the answer as JSON')
  command.option('-y, --yes', 'do not ask')
}

/** A switch can be given both ways, since what is not given stays as it is. */
function optionsFor({ option, field }: Typed): Option[] {
  const about = [field.description, field.isNullable ? `${NONE} for none` : undefined]
  const description = about.filter((part) => part !== undefined).join('; ')
  if (field.shape.kind === 'flag') {
    return [
      new Option(`--${option}`, description),
      new Option(`--no-${option}`, `the opposite of --${option}`).default(undefined),
    ]
  }
  const collect = (text: string, before: readonly string[] = []) => [...before, text]
  const typed = new Option(`--${option} <${hint(field.shape)}>`, description).argParser(collect)
  // For shells that complete; what else is typed is refused with all that it may be.
  if (field.shape.kind === 'choice') typed.argChoices = [...field.shape.values]
  return [typed]
}

function hint(shape: Typed['field']['shape']): string {
  switch (shape.kind) {
    case 'choice':
      return 'word'
    case 'list':
      return shape.values ? shape.values.join(',') : 'value,…'
    case 'map':
      return 'name=value'
    case 'number':
      return 'n'
    case 'json':
      return 'json|@file'
    case 'flag':
    case 'text':
      return 'text'
  }
}

async function run(command: Command, plan: CommandPlan, context: Context): Promise<void> {
  const options: Record<string, unknown> = command.opts()
  const admin = await findAdmin(context.env)
  const bodyPath = textOf(options['body'])
  const positional = plan.positional.map((_, at) => command.args[at])
  const call = readCall(plan, {
    positional,
    tenant: textOf(options['tenant']),
    defaultTenant: admin.defaultTenant,
    namespace: textOf(options['namespace']),
    options: typedOptions(command, plan),
    body: bodyPath === undefined ? undefined : await readBody(bodyPath),
  })
  const whole = await keepOtherSettings(call, plan, admin)
  const input = await confirmed(whole, admin, context, options['yes'] === true)
  await runCall(call, input, admin, context, {
    words: plan.words,
    isJson: options['json'] === true,
    isLines: options['lines'] === true,
    limit: limitOf(textOf(options['limit'])),
  })
}

function typedOptions(command: Command, { variants }: CommandPlan) {
  const typed = new Map<string, readonly string[] | boolean>()
  const all = variants.flatMap(({ query, body }) => [...query, ...body])
  for (const { option } of all) {
    const attribute = new Option(`--${option}`).attributeName()
    const value: unknown = command.opts()[attribute]
    if (typeof value === 'boolean') typed.set(option, value)
    // Collected above, text by text.
    else if (Array.isArray(value)) typed.set(option, value.map(String))
  }
  return typed
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0) return limit
  throw usageFailure(`--limit ${text}: is no whole number above 0`)
}

async function readBody(path: string): Promise<unknown> {
  const text = await readText(path)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageFailure(`${path} is not JSON`, { cause: error })
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function uncapitalized(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
