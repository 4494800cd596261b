import { compareSeries, type MetricType } from '@postern/exposition'
import type { Member } from './group.ts'
import { SortedBlocks } from './sorted-blocks.ts'

/** One metric family over all groups of a namespace: which groups have it, in the order of a scrape. */
export class FamilyView {
  readonly name: string
  /** One type for all groups: the check on a push sees to that. */
  readonly type: MetricType
  readonly members = new SortedBlocks<Member>((a, b) => compareSeries(a.group.key, b.group.key))
  #help: Member | undefined
  #helpIsKnown = true

  constructor(name: string, type: MetricType) {
    this.name = name
    this.type = type
  }

  /** HELP of the oldest group that has one, so that every replica shows the same. */
  get help(): string | undefined {
    if (!this.#helpIsKnown) {
      this.#help = undefined
      for (const member of this.members) this.#offerHelp(member)
      this.#helpIsKnown = true
    }
    return this.#help?.entry.help
  }

  set(member: Member): void {
    this.#forgetHelpOf(member)
    this.members.set(member)
    if (this.#helpIsKnown) this.#offerHelp(member)
  }

  delete(member: Member): void {
    this.#forgetHelpOf(member)
    this.members.delete(member)
  }

  #offerHelp(member: Member): void {
    if (member.entry.help === undefined) return
    if (this.#help === undefined || isOlder(member, this.#help)) this.#help = member
  }

  /** Who comes next is found when it is asked for: many groups may go before the next scrape. */
  #forgetHelpOf(member: Member): void {
    if (this.#help?.group.id === member.group.id) this.#helpIsKnown = false
  }
}

function isOlder(a: Member, b: Member): boolean {
  const byAge = a.group.createdVersion - b.group.createdVersion
  return byAge < 0 || (byAge === 0 && compareSeries(a.group.key, b.group.key) < 0)
}
