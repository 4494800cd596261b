import type { Command } from 'commander'
import type { ApplyOptions } from '../apply/apply-tenants.ts'
import type { Context } from '../context.ts'
import { adminHelp } from './admin-help.ts'

export function applyCommand(command: Command, context: Context): void {
  command
    .description('bring tenants to what a file says, after showing what that would change')
    .requiredOption('-f, --file <path>', 'the file, in YAML or JSON; - for stdin')
    .option('--dry-run', 'only show what would change')
    .option('--prune', 'remove keys, trust rules and checks that the lists of the file do not have')
    .option('--secrets-file <path>', 'where to put new keys, in JSON; shown when not given')
    .option('-y, --yes', 'do not ask')
    .allowExcessArguments(false)
    .addHelpText('after', help)
    .action(async (options: ApplyOptions) => {
      const { applyTenants } = await import('../apply/apply-tenants.ts')
      await applyTenants(options, context)
    })
}

const help = `
Examples:
  postern apply -f tenants.yaml --dry-run
  postern apply -f tenants.yaml --yes --secrets-file keys.json

${adminHelp}`
