import { Type } from 'typebox'
import { SettingsError } from './load-settings.ts'
import type { ShedBounds } from './shed-load.ts'

const NEVER = 'never'

// Seconds with a fraction: half a second is no duration elsewhere.
const SECONDS = '\\d{1,4}(?:\\.\\d{1,3})?s'

const bound = (byDefault: string, what: string) =>
  Type.String({
    pattern: `^(?:${NEVER}|${SECONDS})$`,
    default: byDefault,
    description: `${what} seconds such as 0.25s or 2s, or never`,
  })

/** When a process that cannot keep up begins to refuse requests. */
export const shedSettings = {
  POSTERN_SHED_LOOP_DELAY: bound('0.25s', 'by how much the event loop may be late:'),
  POSTERN_SHED_CONNECTION_WAIT: bound('1s', 'how long a connection to Postgres may be waited for:'),
} as const

interface ShedSettings {
  readonly POSTERN_SHED_LOOP_DELAY: string
  readonly POSTERN_SHED_CONNECTION_WAIT: string
}

/** Throws a `SettingsError` for zero, which could mean always or never. */
export function readShedBounds(settings: ShedSettings): ShedBounds {
  return {
    loopDelayMs: read('POSTERN_SHED_LOOP_DELAY', settings),
    connectionWaitMs: read('POSTERN_SHED_CONNECTION_WAIT', settings),
  }
}

function read(name: keyof ShedSettings, settings: ShedSettings): number {
  const text = settings[name]
  if (text === NEVER) return Number.POSITIVE_INFINITY
  const ms = Number.parseFloat(text) * 1_000
  if (ms > 0) return ms
  throw new SettingsError([`${name}: is zero, which could mean always or never: write never`])
}
