import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { DeleteOptions } from '../data/delete-groups.ts'
import { addGatewayOptions, collect, gatewayHelp } from './group-options.ts'

export function deleteCommand(command: Command, context: Context): void {
  addGatewayOptions(command)
    .description('delete one group, or all that selectors choose')
    .option('--job <name>', 'the job label of the group')
    .option('--grouping <name=value>', 'another label of the group; may be given often', collect)
    .option('--match <selector>', 'groups such as {job=~"etl.*"}; may be given often', collect)
    .option('--namespace <name>', 'where they lie; that of the key when not given')
    .option('--dry-run', 'only tell how many --match chooses')
    .option('--json', 'the answer as JSON')
    .option('-y, --yes', 'do not ask')
    .allowExcessArguments(false)
    .addHelpText('after', help)
    .action(async (options: DeleteOptions) => {
      const { deleteGroups } = await import('../data/delete-groups.ts')
      await deleteGroups(options, context)
    })
}

const help = `
Examples:
  postern delete --job etl --grouping table=users
  postern delete --match '{job="etl",table=~"tmp_.*"}' --dry-run

${gatewayHelp}`
