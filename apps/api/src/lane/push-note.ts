import type { ProblemCode } from '@postern/domain'
import type { PlacedPush } from '@postern/store'
import type { FailedPushChange, PushChange } from './change.ts'

/** What came of a push, and when: for the history of its group. */
export interface PushNote {
  readonly push: PushChange | FailedPushChange
  /** In microseconds since 1970. */
  readonly atMicros: number
  /** `undefined` for a push that was taken. */
  readonly refusal: ProblemCode | undefined
}

export function pushRecord({ push, atMicros, refusal }: PushNote): PlacedPush {
  const { namespace, groupingKey, method, bodyBytes: bytes, origin, run } = push
  const families = push.kind === 'push' ? push.families : []
  const series = families.reduce((sum, family) => sum + family.series, 0)
  const { runId, exitStatus, durationSeconds } = run
  const said = { runId, exitStatus, durationSeconds }
  return { namespace, groupingKey, atMicros, method, refusal, bytes, series, origin, ...said }
}
