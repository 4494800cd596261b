import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { RunOptions } from '../run/run-job.ts'
import { addGroupOptions, gatewayHelp } from './group-options.ts'

export function runCommand(command: Command, context: Context): void {
  addGroupOptions(command)
    .description('run a command, and push when it began, how long it took and how it ended')
    .argument('<command...>', 'what to run, with its arguments')
    .option('--metrics-file <path>', 'metrics that the command writes there are pushed as well')
    .option('--check <name>', 'tell this check of the run as well, and make it when there is none')
    // What stands behind the command is the command's.
    .passThroughOptions()
    .usage('[options] -- <command> [arguments]')
    .addHelpText('after', help)
    .action(async (words: readonly string[], options: RunOptions) => {
      const { runJob } = await import('../run/run-job.ts')
      await runJob(words, options, context)
    })
}

const help = `
The exit code is the command's: 128 and the signal's number when a signal ended it, 127 when it does not exist.
A gateway that is away delays the end by 10 s at most, and never fails the job.

Examples:
  postern run --job backup -- ./backup.sh --full
  postern run --job etl --grouping table=users --ttl 2d --metrics-file out.prom -- ./etl.py users

${gatewayHelp}`
