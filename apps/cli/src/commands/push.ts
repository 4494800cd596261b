import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { PushOptions } from '../data/push-metrics.ts'
import { addGroupOptions, gatewayHelp } from './group-options.ts'

export function pushCommand(command: Command, context: Context): void {
  addGroupOptions(command)
    .description('push metrics, in place of all that the group holds')
    .argument('[file]', 'text format, OpenMetrics or protobuf; - for stdin', '-')
    .option('--add', 'keep the families of the group that are not pushed (POST)')
    .option('--dry-run', 'check all that a push checks, and store nothing')
    .option('--json', 'the answer as JSON')
    .allowExcessArguments(false)
    .addHelpText('after', help)
    .action(async (file: string, options: PushOptions) => {
      const { pushMetrics } = await import('../data/push-metrics.ts')
      await pushMetrics(file, options, context)
    })
}

const help = `
Examples:
  echo 'rows 42' | postern push --job etl --grouping table=users
  postern push --job etl --namespace payments --ttl 2d out.prom
  postern push --job etl --dry-run --json out.prom

${gatewayHelp}`
