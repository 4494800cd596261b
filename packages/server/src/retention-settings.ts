import { durationPattern, NEVER_WORD, readRetention, type SystemRetention } from '@postern/domain'
import { Type } from 'typebox'
import { SettingsError } from './load-settings.ts'

/** How long groups are held: for both apps, since each computes when they end. */
export const retentionSettings = {
  POSTERN_GROUP_RETENTION: Type.String({
    pattern: `^${NEVER_WORD}$|${durationPattern}`,
    default: '35d',
    description:
      'how long groups are held of which nobody says otherwise: a duration up to 400d, or never',
  }),
  POSTERN_MINIMUM_GROUP_RETENTION: Type.String({
    pattern: durationPattern,
    default: '1s',
    description: 'the least that anybody may ask for: a duration up to 400d',
  }),
} as const

interface RetentionSettings {
  readonly POSTERN_GROUP_RETENTION: string
  readonly POSTERN_MINIMUM_GROUP_RETENTION: string
}

/** Throws a `SettingsError` for what cannot be. */
export function readRetentionSettings(settings: RetentionSettings): SystemRetention {
  const minimumMs = read('POSTERN_MINIMUM_GROUP_RETENTION', settings, 0)
  return { minimumMs, defaultMs: read('POSTERN_GROUP_RETENTION', settings, minimumMs) }
}

function read(name: keyof RetentionSettings, settings: RetentionSettings, least: number): number {
  const result = readRetention(settings[name], least)
  if ('ms' in result) return result.ms
  throw new SettingsError([`${name}: ${JSON.stringify(settings[name])} ${result.fault}`])
}
