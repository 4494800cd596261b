import type { Environment } from '@postern/server'
import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { auditCommand } from './commands/audit.ts'
import { migrateCommand } from './commands/migrate.ts'
import { upCommand } from './commands/up.ts'
import { describeError } from './describe-error.ts'
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE } from './exit-codes.ts'
import type { Output } from './output.ts'

/** Runs the command that the arguments name and returns the exit code. Never throws. */
export async function runCommandLine(
  args: readonly string[],
  env: Environment,
  out: Output,
): Promise<number> {
  try {
    await commandLine(env, out).parseAsync(args, { from: 'user' })
    return EXIT_OK
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE
    out.complain(`${out.paint('red', 'error:')} ${describeError(error)}`)
    return EXIT_FAILURE
  }
}

function commandLine(env: Environment, out: Output): Command {
  const program = new Command('postern')
    .description('A secure, multi-tenant gateway for the metrics of short-lived jobs')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.print(text.trimEnd()),
      writeErr: (text) => out.complain(text.trimEnd()),
    })
    .showHelpAfterError()
  // Made by the program, so that they inherit what is set above.
  upCommand(program.command('up'), env, out)
  migrateCommand(program.command('migrate'), env, out)
  auditCommand(program.command('audit'), env, out)
  return program
}
