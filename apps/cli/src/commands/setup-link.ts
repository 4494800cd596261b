import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { settingsHelp } from '../settings-help.ts'

export function setUpLinkCommand(command: Command, { env, out }: Context): void {
  command
    .description('print a one-time link with which somebody becomes a system admin')
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      `
Where Postern runs, or an operator key is set, it is asked for the link; else the database is opened as "up" would.

${settingsHelp}`,
    )
    .action(async () => {
      const { printSetUpLink } = await import('../up/print-set-up-link.ts')
      await printSetUpLink(env, out)
    })
}
