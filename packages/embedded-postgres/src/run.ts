import { type ExecFileOptions, execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Account } from './account.ts'

const execute = promisify(execFile)

/** Nothing of ours is handed on: a PGPORT or PGDATA in the environment would change what Postgres does. */
export const serverEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
}

/** Runs a program to its end as that account. Rejects with what it printed. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly account: Account | undefined; readonly cwd: string },
): Promise<void> {
  const settings: ExecFileOptions = {
    cwd: options.cwd,
    env: serverEnvironment,
    ...options.account,
  }
  await execute(program, args, settings)
}
