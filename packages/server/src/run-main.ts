import { SettingsError } from './load-settings.ts'
import { createLogger } from './logging.ts'

/** Runs the start of a process. When it fails the process says why and ends with 1; faulty settings are told in plain text. */
export function runMain(start: () => Promise<void>): void {
  start().catch((error: unknown) => {
    if (error instanceof SettingsError) process.stderr.write(`${error.message}\n`)
    else createLogger('info').fatal({ err: error }, 'could not start')
    process.exit(1)
  })
}
