import {
  defaultOptions,
  type FamilyEntry,
  type GroupContent,
  type GroupingKey,
  groupingKeyId,
  type NamespaceOptions,
} from '@postern/domain'
import { compareBytes, compareSeries } from '@postern/exposition'
import { Agenda } from './agenda.ts'
import { FamilyView } from './family-view.ts'
import { countSeries, Group, type GroupState, groupFootprint, Member } from './group.ts'
import { GroupsByJob } from './groups-by-job.ts'
import { Held } from './held.ts'
import { LabelShapes } from './label-shapes.ts'
import type { ReservedValues } from './reserved-values.ts'
import { SortedBlocks } from './sorted-blocks.ts'

// It only serves a warning, and jobs that invent names must not fill the memory.
const MAX_ENDED = 1_000

/** What a tenant holds in one namespace, indexed for the two things that happen to it: a push and a scrape. */
export class NamespaceView {
  readonly name: string
  /** The label that every series of the namespace gets; none in `default`. */
  readonly label: readonly [name: string, value: string] | undefined
  /** Whether a scrape shows when each group ends. */
  showsExpiry = false
  options: NamespaceOptions = defaultOptions
  /** What its series may not be labelled with. */
  reserved: ReservedValues | undefined
  /** How many groups of a job are kept; `undefined` for all of them. */
  keepLast: (job: string) => number | undefined = () => undefined
  /** All groups in the order of a scrape: the order of the push times. */
  readonly groups = new SortedBlocks<Group>((a, b) => compareSeries(a.key, b.key))
  readonly shapes = new LabelShapes()
  readonly #families = new Map<string, FamilyView>()
  #sortedNames: readonly string[] | undefined
  readonly #groupsById = new Map<string, Group>()
  readonly #ends = new Agenda<Group>(({ state }) => state.expiry.atMicros)
  readonly #endedPushes = new Map<string, number>()
  /** Made when somebody asks for it: few namespaces keep the last groups of a job only. */
  #byJob: GroupsByJob | undefined
  readonly held: Held
  readonly heldByTenant: Held
  #bytes = 0
  #contestedGroups = 0

  constructor(
    name: string,
    label: readonly [name: string, value: string] | undefined,
    heldByTenant: Held,
  ) {
    this.name = name
    this.label = label
    this.held = new Held(heldByTenant)
    this.heldByTenant = heldByTenant
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.#bytes
  }

  get families(): ReadonlyMap<string, FamilyView> {
    return this.#families
  }

  /** In the order of a scrape; sorted anew only after a family came or went. */
  get familyNames(): readonly string[] {
    this.#sortedNames ??= [...this.#families.keys()].sort(compareBytes)
    return this.#sortedNames
  }

  /** How many groups two writers ever fought over. */
  get contestedGroups(): number {
    return this.#contestedGroups
  }

  get byJob(): GroupsByJob {
    this.#byJob ??= new GroupsByJob(this.#groupsById.values())
    return this.#byJob
  }

  find(id: string): Group | undefined {
    return this.#groupsById.get(id)
  }

  /** Gives the group of that key another state, or makes it. Costs what the group holds. */
  set(key: GroupingKey, state: GroupState): void {
    const known = this.#groupsById.get(groupingKeyId(key))
    if (known) this.#withdrawFrom(known, state.content)
    const group = known ?? this.#addGroup(key, state)
    const isSame = known?.content === state.content
    this.#bytes += groupFootprint(state) - (known ? groupFootprint(known.state) : 0)
    if (known) this.held.add(0, countSeries(state.content) - countSeries(known.content))
    else this.held.add(1, countSeries(state.content))
    this.#contestedGroups += contestOf(state) - (known ? contestOf(known.state) : 0)
    group.state = state
    this.#ends.note(group)
    this.#byJob?.note(group)
    group.block?.touch()
    // A failed push leaves the content as it was.
    if (!isSame) for (const entry of state.content.families) this.#place(group, entry)
  }

  /**
   * Takes away what the group of that key will not hold any more once it has that content. When several groups change
   * at once, this comes first for all of them: a family may go from one group and come to another with another type.
   */
  withdraw(key: GroupingKey, content: GroupContent): void {
    const group = this.#groupsById.get(groupingKeyId(key))
    if (group) this.#withdrawFrom(group, content)
  }

  delete(id: string): void {
    const group = this.#groupsById.get(id)
    if (!group) return
    for (const member of group.members.values()) this.#removeMember(member)
    this.#groupsById.delete(id)
    this.#ends.delete(group)
    this.#byJob?.delete(group)
    this.groups.remove(group)
    this.shapes.delete(group.key)
    this.#bytes -= groupFootprint(group.state)
    this.#contestedGroups -= contestOf(group.state)
    this.held.add(-1, -countSeries(group.content))
  }

  /** Takes away the next group that has ended by then. Returns when it did; `undefined` when none is left. */
  endNext(nowMicros: number): number | undefined {
    const group = this.#ends.due(nowMicros)
    if (!group) return undefined
    this.delete(group.id)
    this.noteEnded(group.id, group.pushedAtMicros)
    return group.state.expiry.atMicros
  }

  /** A group ended that was last pushed then: so that its next push tells how often the job pushes. */
  noteEnded(id: string, pushedAtMicros: number | undefined): void {
    if (pushedAtMicros === undefined) return
    this.#endedPushes.delete(id)
    this.#endedPushes.set(id, pushedAtMicros)
    for (const oldest of this.#endedPushes.keys()) {
      if (this.#endedPushes.size <= MAX_ENDED) break
      this.#endedPushes.delete(oldest)
    }
  }

  /** The last push to a group of that id which ended, as far as that is remembered. */
  endedPush(id: string): number | undefined {
    return this.#endedPushes.get(id)
  }

  #addGroup(key: GroupingKey, state: GroupState): Group {
    const group = new Group(key, state)
    this.#groupsById.set(group.id, group)
    this.groups.insert(group)
    this.shapes.add(key)
    return group
  }

  #withdrawFrom(group: Group, content: GroupContent): void {
    if (hasSameFamilies(group.content, content)) return
    const types = new Map(content.families.map(({ name, type }) => [name, type]))
    for (const member of group.members.values()) {
      if (types.get(member.entry.name) !== member.entry.type) this.#removeMember(member)
    }
  }

  #place(group: Group, entry: FamilyEntry): void {
    const known = group.members.get(entry.name)
    if (known) {
      this.#families.get(entry.name)?.replace(known, entry)
      return
    }
    const member = new Member(group, entry)
    group.members.set(entry.name, member)
    this.#familyFor(entry).insert(member)
  }

  #removeMember(member: Member): void {
    const { name } = member.entry
    const family = this.#families.get(name)
    family?.remove(member)
    member.group.members.delete(name)
    if (family?.members.size !== 0) return
    this.#families.delete(name)
    this.#sortedNames = undefined
  }

  #familyFor({ name, type }: FamilyEntry): FamilyView {
    const known = this.#families.get(name)
    if (known) return known
    const family = new FamilyView(name, type)
    this.#families.set(name, family)
    this.#sortedNames = undefined
    return family
  }
}

/** The common case, told without a look-up: a job pushes the same families in the same order every time. */
function hasSameFamilies(a: GroupContent, b: GroupContent): boolean {
  if (a.families.length !== b.families.length) return false
  return a.families.every(({ name, type }, index) => {
    const other = b.families[index]
    return name === other?.name && type === other.type
  })
}

function contestOf({ writers }: GroupState): 0 | 1 {
  return writers?.contestedAtMicros === undefined ? 0 : 1
}
