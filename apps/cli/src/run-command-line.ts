import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addCommands } from './commands/add-commands.ts'
import type { Context } from './context.ts'
import { describeError } from './describe-error.ts'
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE } from './exit-codes.ts'
import { Failure } from './failure.ts'
import type { Output } from './output.ts'

/** Runs the command that the arguments name and returns the exit code. Never throws. */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Omit<Context, 'exitWith'>,
): Promise<number> {
  let code = EXIT_OK
  const context = { ...surroundings, exitWith: (chosen: number) => void (code = chosen) }
  try {
    const program = await commandLine(context, args)
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return tell(error, context.out)
  }
}

/** All commands, or at least those that these arguments can mean: describing the admin API takes time. */
export async function commandLine(context: Context, args: readonly string[]): Promise<Command> {
  const program = new Command('postern')
    .description('A secure, multi-tenant gateway for the metrics of short-lived jobs')
    .version(manifest.version)
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => context.out.print(text.trimEnd()),
      writeErr: (text) => context.out.complain(text.trimEnd()),
    })
    .showHelpAfterError()
  await addCommands(program, context, args[0])
  return program
}

function tell(error: unknown, out: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE
  out.complain(`${out.paint('red', 'error:')} ${describeError(error)}`)
  return error instanceof Failure ? error.exitCode : EXIT_FAILURE
}
