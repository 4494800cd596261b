import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const LIMIT_MS = 30_000

export interface RunOptions {
  /** What it reads. */
  readonly input?: string
  /** After this it is ended. */
  readonly limitMs?: number
  /** Besides the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = '', limitMs = LIMIT_MS, env = {} }: RunOptions = {},
): Promise<Outcome> {
  const child = spawn(program, args, {
    timeout: limitMs,
    stdio: 'pipe',
    env: { ...process.env, ...env },
  })
  // A program that does not read all of its input, as one that failed early, tells so by its exit code.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, stdout, stderr }
}
