import type { GroupingKey } from '@postern/domain'
import type { Type } from 'typebox'
import type { WatchedCheck } from '../view/watched-check.ts'
import type { CheckSummary } from './check-schemas.ts'

/** A check as JSON, at that moment in milliseconds since 1970. */
export function describeCheck(
  watched: WatchedCheck,
  nowMs: number,
): Type.Static<typeof CheckSummary> {
  const { check, record, outlook } = watched
  const state = watched.stateAt(nowMs)
  return {
    namespace: check.namespace,
    name: check.name,
    labels: namedLabels(check.labels),
    state,
    downReason: state === 'down' ? outlook.downReason : null,
    isStarted: outlook.isStarted,
    nextExpectedAt: moment(outlook.dueMs),
    downAt: outlook.isFailed ? null : moment(outlook.downMs),
    lastSuccessAt: moment(record.lastSuccessMs),
    lastFailureAt: moment(record.lastFailureMs),
    lastDurationSeconds: record.lastDurationSeconds ?? null,
    lastExitStatus: record.lastExitStatus ?? null,
    failuresInRow: record.failuresInRow,
  }
}

function namedLabels(key: GroupingKey): Record<string, string> {
  return Object.fromEntries(
    key.flatMap((name, index) => (index % 2 === 0 ? [[name, key[index + 1] ?? '']] : [])),
  )
}

function moment(ms: number | undefined): string | null {
  return ms === undefined || ms === Number.POSITIVE_INFINITY ? null : new Date(ms).toISOString()
}
