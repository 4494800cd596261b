import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { settingsHelp } from '../settings-help.ts'

export function upCommand(command: Command, { env, out }: Context): void {
  command
    .description('start the gateway and the admin app, and a Postgres unless DATABASE_URL is set')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async () => {
      // Loaded when it is needed: it brings both apps along, half a second's worth.
      const { up } = await import('../up/up.ts')
      await up(env, out)
    })
}
