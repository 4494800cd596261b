import type { Command } from 'commander'
import { commandLine } from '../run-command-line.ts'

/** The commands that these arguments can mean, for a look at them; none of them can be run. */
export function commandsOf(args: readonly string[]): Promise<Command> {
  const context = {
    env: {},
    out: {
      print: () => undefined,
      copy: async () => undefined,
      complain: () => undefined,
      paint: (_: unknown, text: string) => text,
    },
    status: () => undefined,
    ask: async () => undefined,
    exitWith: () => undefined,
  }
  return commandLine(context, args)
}
