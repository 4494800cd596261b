import { jobOf } from '@postern/domain'
import { Agenda } from './agenda.ts'
import type { Group } from './group.ts'

/** The groups of a namespace job by job, those first that were pushed longest ago. */
export class GroupsByJob {
  readonly #jobs = new Map<string, Agenda<Group>>()

  constructor(groups: Iterable<Group>) {
    for (const group of groups) this.note(group)
  }

  /** Hears of a group, and of every push to it. One that was never pushed with success counts for nothing. */
  note(group: Group): void {
    const job = jobOf(group.key)
    const agenda =
      this.#jobs.get(job) ??
      new Agenda<Group>(({ pushedAtMicros }) => pushedAtMicros ?? Number.POSITIVE_INFINITY)
    agenda.note(group)
    if (agenda.size > 0) this.#jobs.set(job, agenda)
  }

  delete(group: Group): void {
    const job = jobOf(group.key)
    const agenda = this.#jobs.get(job)
    agenda?.delete(group)
    if (agenda?.size === 0) this.#jobs.delete(job)
  }

  count(job: string): number {
    return this.#jobs.get(job)?.size ?? 0
  }

  oldest(job: string): Group | undefined {
    return this.#jobs.get(job)?.first()
  }

  /** So many at most. */
  oldestOf(job: string, count: number): readonly Group[] {
    return this.#jobs.get(job)?.firstOf(count) ?? []
  }
}
