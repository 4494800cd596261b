import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { ImportOptions } from '../import/import-groups.ts'
import { addGatewayOptions, gatewayHelp } from './group-options.ts'

export function importCommand(command: Command, context: Context): void {
  addGatewayOptions(command)
    .description('bring the groups of a running Pushgateway, with their push times')
    .requiredOption('--from <address>', 'of the Pushgateway')
    .option('--basic <name:file>', 'for a Pushgateway with a password, which the file holds')
    .option('--namespace <name>', 'where the groups go; that of the key when not given')
    .option('--every <duration>', 'again and again, while jobs move; until it is stopped')
    .option('--dry-run', 'only tell how many groups there are')
    .option('--json', 'the outcome as JSON')
    .allowExcessArguments(false)
    .addHelpText('after', help)
    .action(async (options: ImportOptions) => {
      const { importGroups } = await import('../import/import-groups.ts')
      await importGroups(options, context)
    })
}

const help = `
The key needs the scope "manage". A group that was pushed here later is left alone, so it can be done again, also when
it broke off in the middle.

Examples:
  postern import --from http://pushgateway:9091 --namespace payments
  postern import --from http://pushgateway:9091 --every 30s

${gatewayHelp}`
