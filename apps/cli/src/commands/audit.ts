import type { Environment } from '@postern/server'
import type { Command } from 'commander'
import type { Output } from '../output.ts'
import { settingsHelp } from '../settings-help.ts'

export function auditCommand(command: Command, env: Environment, out: Output): void {
  command.description('look after the audit')
  command
    .command('verify')
    .description('check that no event of the audit was changed, removed or cut off')
    .option('--tenant <slug>', 'only the audit of that tenant; without it, every one')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async ({ tenant }: { tenant?: string }) => {
      const { verifyAudits } = await import('../database/verify-audits.ts')
      await verifyAudits(env, out, tenant)
    })
}
