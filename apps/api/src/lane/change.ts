/** What waits in a tenant's lane: one wish to change one group, or several at once. */
import type {
  AuditAct,
  AuditActor,
  GroupingKey,
  Limits,
  Ping,
  PreparedFamily,
  ProblemCode,
} from '@postern/domain'
import type { PushOrigin } from '@postern/store'

/** What a push or a call says of the run of a job, as far as it does. */
export interface RunReport extends Pick<Ping, 'runId' | 'exitStatus' | 'durationSeconds'> {
  /** It has begun and goes on. */
  readonly isStart: boolean
}

/** Who sends a push, and as which writer: the same through all rotations of a key. */
export interface Sender {
  readonly origin: PushOrigin
  readonly writer: string
}

/** Which group of the tenant. */
export interface GroupPlace {
  readonly namespace: string
  readonly groupingKey: GroupingKey
}

interface ChangeHead {
  /** How much memory it holds while it waits. */
  readonly bytes: number
}

/** What is kept of a push in the history of its group, besides who sent it and what it held. */
export interface SentPush extends Sender {
  readonly method: 'PUT' | 'POST'
  /** Of the body, inflated. */
  readonly bodyBytes: number
  readonly run: RunReport
}

export interface PushChange extends ChangeHead, GroupPlace, SentPush {
  readonly kind: 'push'
  readonly families: readonly PreparedFamily[]
  /** As they were when the push came. */
  readonly limits: Limits
  /** How long the group is to be held from now on, if the push says so; in milliseconds. */
  readonly ttlMs: number | undefined
}

/** A push that contradicted itself or was too large: it changes nothing but the time of the last failure. */
export interface FailedPushChange extends ChangeHead, GroupPlace, SentPush {
  readonly kind: 'failed-push'
  readonly code: ProblemCode
  readonly limits: Limits
  /** Why it was refused. */
  readonly error: string
}

/** Pushes of which all are taken or none. */
export interface BatchChange extends ChangeHead {
  readonly kind: 'batch'
  readonly pushes: readonly PushChange[]
}

export interface DeleteChange extends ChangeHead, GroupPlace {
  readonly kind: 'delete'
  /** Who deletes, where that matters; `undefined` for who may delete the groups of all. */
  readonly writer: string | undefined
}

/** A group that is meant as it was when it was last pushed then. */
export interface SeenGroup extends GroupPlace {
  readonly pushedAtMicros: number | undefined
}

/** Groups that one call means, or some of them. What was pushed since they were seen stays. */
export interface DeleteManyChange extends ChangeHead {
  readonly kind: 'delete-many'
  readonly places: readonly SeenGroup[]
  /** As with one: who deletes, where that matters. What is of others then stays. */
  readonly writer: string | undefined
  readonly actor: AuditActor
  /** What it is called in the audit, and what was meant. */
  readonly act: AuditAct
}

/** A group as another gateway held it, with its times there; in microseconds since 1970. */
export interface ImportChange extends ChangeHead {
  readonly kind: 'import'
  /** All that it holds, as if it were pushed at once. */
  readonly whole: PushChange
  readonly familyTimes: ReadonlyMap<string, number>
  readonly pushedAtMicros: number
  readonly failedAtMicros: number | undefined
}

/** A call that says how a run of a check goes, without metrics. */
export interface CheckPingChange extends ChangeHead {
  readonly kind: 'check-ping'
  readonly namespace: string
  readonly name: string
  readonly ping: Omit<Ping, 'atMs'>
  /** Whether the check is made when there is none of that name. */
  readonly isToBeMade: boolean
  readonly limits: Limits
  readonly actor: AuditActor
  /** Throws for a check on labels that the caller may not speak for. */
  readonly admit: (labels: GroupingKey) => void
}

export type GroupChange = PushChange | FailedPushChange | BatchChange | DeleteChange

export type Change = GroupChange | DeleteManyChange | ImportChange | CheckPingChange
