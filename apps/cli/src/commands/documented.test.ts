/** The page of the command line, held against the commands. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import type { Argument, Command } from 'commander'
import * as exitCodes from '../exit-codes.ts'
import { commandsOf } from '../testing/commands-of.ts'

const page = await readFile(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8')

const program = await commandsOf([])

/** By how it is called, with its arguments: `postern key rotate <id>`. */
const commands = new Map(leaves(program, 'postern'))

const rows = page.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim())
  return line.startsWith('| ') ? [cells.slice(1, -1)] : []
})

const documented = new Map(
  rows.flatMap(([call = '', , options = '']) =>
    call.startsWith('`postern ') ? [[call.slice(1, -1), optionsIn(options)] as const] : [],
  ),
)

/** Those that are told of once, since many commands have them. */
const shared = new Set(
  rows.flatMap(([first = '']) => (/^`--?[a-z]/.test(first) ? optionsIn(first) : [])),
)

test('the page has every command with its arguments, and no other', () => {
  assert.deepEqual([...documented.keys()].toSorted(), [...commands.keys()].toSorted())
})

test('the page has every option of each command, and no other', () => {
  for (const [call, command] of commands) {
    const real = command.options.flatMap(({ long, short }) => [
      long ?? '',
      ...(short ? [short] : []),
    ])
    const told = documented.get(call) ?? []
    const untold = real.filter((option) => !told.includes(option) && !shared.has(option))
    assert.deepEqual(untold, [], `${call} has options that the page lacks`)
    assert.deepEqual(
      told.filter((option) => !real.includes(option)),
      [],
      `${call} lacks options that the page has`,
    )
  }
})

test('the options that many commands have are options of some', () => {
  const real = new Set(
    [...commands.values()].flatMap(({ options }) =>
      options.flatMap(({ long, short }) => [long, short]),
    ),
  )
  assert.ok(shared.size > 5)
  assert.deepEqual(
    [...shared].filter((option) => !real.has(option)),
    [],
  )
})

test('the page has every exit code', () => {
  const told = rows.flatMap(([code = '']) => (/^\d+$/.test(code) ? [Number(code)] : []))
  assert.deepEqual(
    told,
    Object.values(exitCodes).toSorted((a, b) => a - b),
  )
})

/** What can be run: a command without any within it. */
function leaves(command: Command, path: string): (readonly [string, Command])[] {
  if (command.commands.length === 0) {
    const call = [path, ...command.registeredArguments.map(argumentText)].join(' ')
    return [[call, command]]
  }
  return command.commands.flatMap((inner) => leaves(inner, `${path} ${inner.name()}`))
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

/** `-f, --file <path>` is two, and so is `--[no-]metrics`. */
function optionsIn(text: string): string[] {
  const both = text.replaceAll(/--\[no-\]([a-z0-9-]+)/g, '--$1 --no-$1')
  return Array.from(both.matchAll(/(?<![\w-])--?[a-z][a-z0-9-]*/g), ([option]) => option)
}
