/** A group as a row. */
import type { ContentSize, Expiry, GroupingKey } from '@postern/domain'

/** Who sent a push. */
export interface PushOrigin {
  readonly credentialId: string
  readonly address: string
  readonly userAgent: string | undefined
}

/** Who writes a group: the lineage of a key, or a trust rule and a subject. */
export interface GroupWriters {
  /** Who made it. */
  readonly owner: string
  /** Whose good push was the last. */
  readonly last: string
  /** When the last push came shortly after one of another writer. */
  readonly contestedAtMicros: number | undefined
}

/** All of a group but what it holds. */
export interface GroupFacts {
  readonly namespace: string
  readonly groupingKey: GroupingKey
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  /** The good push before the last one. */
  readonly previousPushedAtMicros?: number | undefined
  readonly createdVersion: number
  /** `undefined` in a tombstone. */
  readonly expiry: Expiry | undefined
  /** `undefined` while no push succeeded. */
  readonly writers?: GroupWriters | undefined
  /** Of the last push, whether it was taken or not. */
  readonly origin?: PushOrigin | undefined
  /** Why the last push that was refused was. */
  readonly lastError?: string | undefined
}

/** A group as a row; `content` is `undefined` in a tombstone. */
export interface GroupRow extends GroupFacts {
  readonly content: Uint8Array | undefined
  /** Of the content; without it whoever lists groups has to read that. */
  readonly size?: ContentSize | undefined
}
