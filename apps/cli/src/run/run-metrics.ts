/** What is pushed about a run: a family for each fact, so that each can be replaced without the others. */
import type { CommandOutcome } from './start-command.ts'

interface Fact {
  readonly name: string
  readonly help: string
  readonly value: number
}

/** Known as soon as it runs. */
export function startMetrics(startedMs: number): string {
  return textOf([startFact(startedMs)])
}

/** Known when it is over. The time of the last success is left as it is by a run that failed. */
export function endMetrics(
  startedMs: number,
  { exitCode, durationSeconds }: CommandOutcome,
): string {
  const endedSeconds = startedMs / 1_000 + durationSeconds
  return textOf([
    startFact(startedMs),
    {
      name: 'postern_run_end_timestamp_seconds',
      help: 'When the last run that ended did.',
      value: endedSeconds,
    },
    {
      name: 'postern_run_duration_seconds',
      help: 'How long the last run that ended took.',
      value: durationSeconds,
    },
    {
      name: 'postern_run_exit_status',
      help: 'What the last run that ended returned; 128 and the number of the signal that ended it.',
      value: exitCode,
    },
    ...(exitCode === 0
      ? [
          {
            name: 'postern_run_last_success_timestamp_seconds',
            help: 'When the last run that returned 0 ended.',
            value: endedSeconds,
          },
        ]
      : []),
  ])
}

function startFact(startedMs: number): Fact {
  return {
    name: 'postern_run_start_timestamp_seconds',
    help: 'When the last run began.',
    value: startedMs / 1_000,
  }
}

function textOf(facts: readonly Fact[]): string {
  return facts
    .map(({ name, help, value }) => {
      // Milliseconds are all that is known; more digits would be made up.
      const shown = Math.round(value * 1_000) / 1_000
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${shown}\n`
    })
    .join('')
}
