/** What waits in a tenant's lane: one wish to change one group. */
import type { GroupingKey, PreparedFamily } from '@postern/domain'

interface ChangeHead {
  readonly namespace: string
  readonly groupingKey: GroupingKey
  /** How much memory it holds while it waits. */
  readonly bytes: number
}

export interface PushChange extends ChangeHead {
  readonly kind: 'push'
  readonly method: 'PUT' | 'POST'
  readonly families: readonly PreparedFamily[]
  /** When the body had been read, in microseconds since 1970. */
  readonly atMicros: number
}

/** A push that contradicted itself: it changes nothing but the time of the last failure. */
export interface FailedPushChange extends ChangeHead {
  readonly kind: 'failed-push'
  readonly atMicros: number
}

export interface DeleteChange extends ChangeHead {
  readonly kind: 'delete'
}

export type Change = PushChange | FailedPushChange | DeleteChange
