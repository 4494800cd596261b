import { checkNamePattern } from '@postern/domain'
import { findGateway } from '../client/find-gateway.ts'
import type { Context } from '../context.ts'
import { type GroupOptions, groupPath, namespacePrefix, ttlHeader } from '../data/group.ts'
import { describeError } from '../describe-error.ts'
import { usageFailure } from '../failure.ts'
import { RunReporter } from './run-reporter.ts'
import { startCommand } from './start-command.ts'

export interface RunOptions extends GroupOptions {
  readonly metricsFile?: string
  readonly check?: string
}

/** The whole of `postern run`: the command's exit code is ours, whatever becomes of the reports. */
export async function runJob(
  command: readonly string[],
  options: RunOptions,
  { env, out, exitWith }: Context,
): Promise<void> {
  const path = groupPath(options)
  const checkPath = options.check === undefined ? undefined : pathOfCheck(options.check, options)
  const headers = ttlHeader(options.ttl)
  const warn = (text: string) => out.complain(`postern run: ${text}`)
  const started = startCommand(command, env)
  const reporter = await openReporter()
  reporter?.start()
  const outcome = await started.ended
  exitWith(outcome.exitCode)
  if (outcome.error) warn(`cannot start ${command[0]}: ${describeError(outcome.error)}`)
  await reporter?.end(outcome)

  /** A machine that does not know its gateway does its work all the same. */
  async function openReporter(): Promise<RunReporter | undefined> {
    try {
      const gateway = await findGateway(env, options)
      const { metricsFile } = options
      const { startedMs } = started
      return new RunReporter({ gateway, path, checkPath, headers, startedMs, metricsFile, warn })
    } catch (error) {
      warn(`nothing is reported: ${describeError(error)}`)
      return undefined
    }
  }
}

function pathOfCheck(name: string, options: RunOptions): string {
  if (new RegExp(checkNamePattern).test(name)) return `${namespacePrefix(options)}/checks/${name}`
  throw usageFailure(`--check ${name}: expected letters, digits, dots, dashes and underscores`)
}
