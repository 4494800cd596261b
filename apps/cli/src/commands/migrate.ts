import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { settingsHelp } from '../settings-help.ts'

export function migrateCommand(command: Command, { env, out }: Context): void {
  command
    .description('bring the database to the newest schema, which "up" does by itself')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async () => {
      const { migrateOnce } = await import('../database/migrate-once.ts')
      await migrateOnce(env, out)
    })
}
