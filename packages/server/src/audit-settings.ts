import { durationPattern, parseDuration } from '@postern/domain'
import { Type } from 'typebox'
import { SettingsError } from './load-settings.ts'

export const auditSettings = {
  POSTERN_AUDIT_RETENTION: Type.String({
    pattern: durationPattern,
    default: '400d',
    description: 'how long events of the audit are kept: a duration of at least 90d',
  }),
} as const

// The database lets nothing younger go, whoever asks.
const LEAST = '90d'

/** In milliseconds. Throws a `SettingsError` for less than anybody may keep. */
export function readAuditRetention({
  POSTERN_AUDIT_RETENTION: text,
}: {
  readonly POSTERN_AUDIT_RETENTION: string
}): number {
  const retentionMs = parseDuration(text) ?? 0
  if (retentionMs >= (parseDuration(LEAST) ?? 0)) return retentionMs
  throw new SettingsError([
    `POSTERN_AUDIT_RETENTION: ${JSON.stringify(text)} is too short; expected at least ${LEAST}`,
  ])
}
