/** All that can be typed, taken from the commands themselves. */
import type { Command, Option } from 'commander'

export interface Entry {
  /** The words that lead here; empty for the program itself. */
  readonly path: string
  readonly commands: readonly Choice[]
  readonly options: readonly OptionEntry[]
}

interface Choice {
  readonly word: string
  readonly about: string
}

export interface OptionEntry extends Choice {
  /** `--tenant`; `word` is the same. */
  readonly short: string | undefined
  readonly takesValue: boolean
  /** What the value may be, where that is known. */
  readonly values: readonly string[]
}

/** The program first, each command before those within it. */
export function commandTable(program: Command, path = ''): Entry[] {
  const commands = program.commands.flatMap((command) =>
    [command.name(), ...command.aliases()].map((word) => ({ word, about: command.description() })),
  )
  const own = { path, commands, options: program.options.map(optionEntry) }
  const inner = program.commands.flatMap((command) =>
    [command.name(), ...command.aliases()].flatMap((word) =>
      commandTable(command, path === '' ? word : `${path} ${word}`),
    ),
  )
  return [own, ...inner]
}

function optionEntry(option: Option): OptionEntry {
  return {
    word: option.long ?? '',
    short: option.short,
    about: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? [],
  }
}

/** What may stand behind the path: commands, or options where there are none. */
export function wordsAt({ commands, options }: Entry): string[] {
  return [...commands.map(({ word }) => word), ...options.map(({ word }) => word)]
}
