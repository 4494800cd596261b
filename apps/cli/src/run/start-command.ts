/** A command as a child of ours that might as well be alone: our input and output, our signals, its exit code. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Environment } from '@postern/server'

export interface CommandOutcome {
  /** As a shell has it: 128 and the signal's number for a command that a signal ended. */
  readonly exitCode: number
  readonly durationSeconds: number
  /** Why it could not be started, if it could not. */
  readonly error: Error | undefined
}

export interface StartedCommand {
  /** Milliseconds since 1970. */
  readonly startedMs: number
  /** Never rejects. */
  readonly ended: Promise<CommandOutcome>
}

// What shells answer for a command that is not there, and for one that may not be run.
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

export function startCommand(
  [file = '', ...args]: readonly string[],
  env: Environment,
  isAtTerminal = process.stdin.isTTY,
): StartedCommand {
  const startedMs = Date.now()
  const began = performance.now()
  // First, or a signal at the very start would end us and leave the command alone.
  const stopForwarding = forwardSignals((signal) => child.kill(signal), isAtTerminal)
  const child = spawn(file, args, { stdio: 'inherit', env })
  const ended = Promise.withResolvers<CommandOutcome>()
  const end = (exitCode: number, error?: Error) => {
    stopForwarding()
    ended.resolve({ exitCode, durationSeconds: (performance.now() - began) / 1_000, error })
  }
  child.once('exit', (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  // After the start an error is that of a signal which could not be sent.
  child.once('error', (error) => {
    if (child.pid === undefined) end(isNotFound(error) ? NOT_FOUND : NOT_EXECUTABLE, error)
  })
  return { startedMs, ended: ended.promise }
}

function isNotFound(error: Error): boolean {
  return 'code' in error && error.code === 'ENOENT'
}

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGINT', 'SIGQUIT'] as const

// A terminal sends these to the command as well, which must not get them twice: a second Ctrl-C means more than one.
const SENT_BY_TERMINAL = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT'])

/** Returns what ends it. */
function forwardSignals(send: (signal: NodeJS.Signals) => void, isAtTerminal: boolean): () => void {
  const forward = (signal: NodeJS.Signals) => {
    if (!isAtTerminal || !SENT_BY_TERMINAL.has(signal)) send(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}
