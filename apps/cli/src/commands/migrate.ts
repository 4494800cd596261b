import type { Environment } from '@postern/server'
import type { Command } from 'commander'
import type { Output } from '../output.ts'
import { settingsHelp } from '../settings-help.ts'

export function migrateCommand(command: Command, env: Environment, out: Output): void {
  command
    .description('bring the database to the newest schema, which "up" does by itself')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async () => {
      const { migrateOnce } = await import('../database/migrate-once.ts')
      await migrateOnce(env, out)
    })
}
