import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import type { ValidateOptions } from '../data/validate-metrics.ts'

export function validateCommand(command: Command, context: Context): void {
  command
    .description('check metrics here, as a gateway would, without one')
    .argument('[file]', 'metrics; - for stdin', '-')
    .addOption(
      new Option(
        '--format <name>',
        'as what to read it; what it looks like when not given',
      ).choices(['text', 'openmetrics', 'protobuf']),
    )
    .option('--utf8-names', 'take names of any UTF-8')
    .option('--json', 'the verdict as JSON')
    .allowExcessArguments(false)
    .addHelpText('after', help)
    .action(async (file: string, options: ValidateOptions) => {
      const { validateMetrics } = await import('../data/validate-metrics.ts')
      await validateMetrics(file, options, context)
    })
}

const help = `
Whether they go together with what a gateway holds, "postern push --dry-run" tells.

Examples:
  postern validate out.prom
  ./exporter --print | postern validate --json`
