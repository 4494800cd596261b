import { type Limits, readSystemLimits } from '@postern/domain'
import { Type } from 'typebox'
import { isRecord } from './is-record.ts'
import { SettingsError } from './load-settings.ts'

/** What tenants may send and hold of which nobody says otherwise: the same for all processes. */
export const limitSettings = {
  POSTERN_DEFAULT_LIMITS: Type.String({
    default: '{}',
    description: 'a JSON object of limits by their names, such as {"pushesPerSecond": 10}',
  }),
} as const

/** Throws a `SettingsError` for what is no object of limits. */
export function readLimits({
  POSTERN_DEFAULT_LIMITS: text,
}: {
  readonly POSTERN_DEFAULT_LIMITS: string
}): Limits {
  const settings = parse(text)
  if (!settings) {
    throw new SettingsError([
      'POSTERN_DEFAULT_LIMITS: is not valid; expected a JSON object of limits by their names, such as {"pushesPerSecond": 10}',
    ])
  }
  const read = readSystemLimits(settings)
  if ('limits' in read) return read.limits
  throw new SettingsError([`POSTERN_DEFAULT_LIMITS: ${read.fault}`])
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
