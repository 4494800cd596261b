import { Argument, type Command } from 'commander'
import { bashCompletion } from '../completion/bash.ts'
import { commandTable } from '../completion/command-table.ts'
import { fishCompletion } from '../completion/fish.ts'
import { zshCompletion } from '../completion/zsh.ts'
import type { Context } from '../context.ts'

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

/** Needs the program with all of its commands. */
export function completionCommand(program: Command, { out }: Context): void {
  program
    .command('completion')
    .description('print what makes a shell complete these commands')
    .addArgument(new Argument('<shell>').choices(Object.keys(shells)))
    .allowExcessArguments(false)
    .addHelpText('after', help)
    .action((shell: keyof typeof shells) => {
      out.print(shells[shell](commandTable(program)).trimEnd())
    })
}

const help = `
Examples:
  source <(postern completion bash)
  source <(postern completion zsh)
  postern completion fish | source`
