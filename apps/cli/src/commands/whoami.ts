import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { WhoamiOptions } from '../data/show-whoami.ts'
import { addGatewayOptions, gatewayHelp } from './group-options.ts'

export function whoamiCommand(command: Command, context: Context): void {
  addGatewayOptions(command)
    .description('tell what the key is and may do')
    .option('--json', 'the answer as JSON')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${gatewayHelp}`)
    .action(async (options: WhoamiOptions) => {
      const { showWhoami } = await import('../data/show-whoami.ts')
      await showWhoami(options, context)
    })
}
