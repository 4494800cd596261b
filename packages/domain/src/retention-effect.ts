/** What a change of retention would do to the groups that are held, told before it is made. */
import type { GroupingKey } from './grouping-key.ts'
import {
  computeExpiry,
  keepLastOf,
  NEVER,
  type RetainedGroup,
  type RetentionPolicies,
} from './retention.ts'

/** A group that would end between two pushes, if its job goes on as it did. */
export interface OutpacedGroup {
  readonly namespace: string
  readonly groupingKey: GroupingKey
  readonly retentionMs: number
  /** Between its last two good pushes. */
  readonly intervalMs: number
}

export interface RetentionEffect {
  /** How many groups there are. */
  readonly groups: number
  /** How many of them would be gone at once. */
  readonly groupsThatExpire: number
  /** How many would end before their jobs pushed twice more: their counters would begin anew again and again. */
  readonly groupsOutpaced: number
  readonly examples: readonly OutpacedGroup[]
}

/** Between the last two good pushes; `undefined` when there were not two. */
export function pushInterval({
  pushedAtMicros,
  previousPushedAtMicros,
}: Pick<RetainedGroup, 'pushedAtMicros' | 'previousPushedAtMicros'>): number | undefined {
  if (pushedAtMicros === undefined || previousPushedAtMicros === undefined) return undefined
  return (pushedAtMicros - previousPushedAtMicros) / 1_000
}

/** Whether one missed push is enough for the group to be gone. */
export function isOutpaced(retentionMs: number, intervalMs: number | undefined): boolean {
  return intervalMs !== undefined && retentionMs < 2 * intervalMs
}

// Enough to see what kind of jobs they are.
const MAX_EXAMPLES = 10

interface Ranked<T> {
  readonly group: T
  readonly pushedAtMicros: number
}

/** Which groups are beyond what `keepLast` leaves of each job: told when all were added. */
export class KeepLastRanking<T extends RetainedGroup> {
  readonly #policies: RetentionPolicies
  readonly #jobs = new Map<string, { readonly keep: number; readonly ranked: Ranked<T>[] }>()

  constructor(policies: RetentionPolicies) {
    this.#policies = policies
  }

  /** One that was never pushed with success counts for nothing. */
  add(group: T): void {
    const { kind, pushedAtMicros } = group
    const keep = keepLastOf(this.#policies, kind)
    if (keep === undefined || pushedAtMicros === undefined) return
    const id = JSON.stringify([kind.namespace, kind.job])
    const job = this.#jobs.get(id) ?? { keep, ranked: [] }
    job.ranked.push({ group, pushedAtMicros })
    this.#jobs.set(id, job)
  }

  /** Those pushed longest ago. */
  excess(): T[] {
    return [...this.#jobs.values()].flatMap(({ keep, ranked }) =>
      ranked
        .toSorted((a, b) => b.pushedAtMicros - a.pushedAtMicros)
        .slice(keep)
        .map(({ group }) => group),
    )
  }
}

export interface PreviewedGroup extends RetainedGroup {
  readonly groupingKey: GroupingKey
}

/** Takes groups one by one and says at the end what would become of them all. */
export class RetentionPreview {
  readonly #policies: RetentionPolicies
  readonly #nowMicros: number
  readonly #ranking: KeepLastRanking<PreviewedGroup>
  readonly #examples: OutpacedGroup[] = []
  #groups = 0
  #expired = 0
  #outpaced = 0

  constructor(policies: RetentionPolicies, nowMicros: number) {
    this.#policies = policies
    this.#nowMicros = nowMicros
    this.#ranking = new KeepLastRanking(policies)
  }

  /** One that is there now. */
  add(group: PreviewedGroup): void {
    this.#groups++
    const { atMicros } = computeExpiry(this.#policies, group)
    if (atMicros <= this.#nowMicros) {
      this.#expired++
      return
    }
    this.#ranking.add(group)
    this.#noteOutpaced(group, atMicros)
  }

  #noteOutpaced(group: PreviewedGroup, atMicros: number): void {
    const intervalMs = pushInterval(group)
    const { pushedAtMicros } = group
    if (pushedAtMicros === undefined || intervalMs === undefined || atMicros === NEVER) return
    const retentionMs = (atMicros - pushedAtMicros) / 1_000
    if (!isOutpaced(retentionMs, intervalMs)) return
    this.#outpaced++
    if (this.#examples.length >= MAX_EXAMPLES) return
    const { kind, groupingKey } = group
    this.#examples.push({ namespace: kind.namespace, groupingKey, retentionMs, intervalMs })
  }

  get effect(): RetentionEffect {
    return {
      groups: this.#groups,
      groupsThatExpire: this.#expired + this.#ranking.excess().length,
      groupsOutpaced: this.#outpaced,
      examples: this.#examples,
    }
  }
}
