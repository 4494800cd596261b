import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { settingsHelp } from '../settings-help.ts'

export function auditVerifyCommand(command: Command, { env, out }: Context): void {
  command
    .description('check in the database that no event was changed, removed or cut off')
    .option('--tenant <slug>', 'only the audit of that tenant; without it, every one')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async ({ tenant }: { tenant?: string }) => {
      const { verifyAudits } = await import('../database/verify-audits.ts')
      await verifyAudits(env, out, tenant)
    })
}
