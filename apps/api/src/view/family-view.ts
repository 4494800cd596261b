import type { FamilyEntry } from '@postern/domain'
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

  insert(member: Member): void {
    this.members.insert(member)
    if (this.#helpIsKnown) this.#offerHelp(member)
  }

  remove(member: Member): void {
    this.members.remove(member)
    this.#forgetHelpOf(member)
  }

  /** The group pushed the family again: other lines in the same place. */
  replace(member: Member, entry: FamilyEntry): void {
    const hadHelp = member.entry.help !== undefined
    member.entry = entry
    member.block?.touch()
    if (hadHelp !== (entry.help !== undefined)) {
      this.#forgetHelpOf(member)
      if (this.#helpIsKnown) this.#offerHelp(member)
    }
  }

  #offerHelp(member: Member): void {
    if (member.entry.help === undefined) return
    if (this.#help === undefined || isOlder(member, this.#help)) this.#help = member
  }

  /** Who comes next is found when it is asked for: many groups may go before the next scrape. */
  #forgetHelpOf(member: Member): void {
    if (this.#help === member) this.#helpIsKnown = false
  }
}

function isOlder(a: Member, b: Member): boolean {
  const byAge = a.group.createdVersion - b.group.createdVersion
  return byAge < 0 || (byAge === 0 && compareSeries(a.group.key, b.group.key) < 0)
}
