/** The command line within this process, with a terminal that writes down what it is told. */
import type { Environment } from '@postern/server'
import type { Output } from '../output.ts'
import { runCommandLine } from '../run-command-line.ts'

export interface CliResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * `answer` is what the person types when asked; without it nobody sits there. `take` is who reads standard output where
 * that is long.
 */
export async function runCli(
  args: readonly string[],
  env: Environment = {},
  answer?: string,
  take?: Output['copy'],
): Promise<CliResult> {
  let stdout = ''
  let stderr = ''
  const code = await runCommandLine(args, {
    // No test finds the Postern that a developer started.
    env: { POSTERN_STATE_DIR: '/nonexistent', ...env },
    out: {
      print: (text) => void (stdout += `${text}\n`),
      copy:
        take ??
        (async (pieces) => {
          for await (const piece of pieces) stdout += Buffer.from(piece).toString()
        }),
      complain: (text) => void (stderr += `${text}\n`),
      paint: (_, text) => text,
    },
    status: () => undefined,
    ask: async (question) => {
      stderr += `${question}\n`
      return answer
    },
  })
  return { code, stdout, stderr }
}
