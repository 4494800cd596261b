import { compareBytes, compareSeries } from '@postern/exposition'
import { FamilyView } from './family-view.ts'
import { type Group, groupFootprint } from './group.ts'
import { LabelShapes } from './label-shapes.ts'
import { SortedBlocks } from './sorted-blocks.ts'

/** What a tenant holds in one namespace, indexed for the two things that happen to it: a push and a scrape. */
export class NamespaceView {
  readonly name: string
  /** The label that every series of the namespace gets; none in `default`. */
  readonly label: readonly [name: string, value: string] | undefined
  readonly #families = new Map<string, FamilyView>()
  #sortedNames: readonly string[] | undefined
  /** All groups in the order of a scrape: the order of the push times. */
  readonly groups = new SortedBlocks<Group>((a, b) => compareSeries(a.key, b.key))
  readonly shapes = new LabelShapes()
  readonly #groupsById = new Map<string, Group>()
  #bytes = 0

  constructor(name: string, label: readonly [name: string, value: string] | undefined) {
    this.name = name
    this.label = label
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

  find(id: string): Group | undefined {
    return this.#groupsById.get(id)
  }

  /** Adds a group or puts it in the place of the one with its key. Costs what the two hold. */
  set(group: Group): void {
    const before = this.#groupsById.get(group.id)
    if (before) this.#leaveFamilies(before, new Set(group.content.families.map(({ name }) => name)))
    else this.shapes.add(group.key)
    this.#groupsById.set(group.id, group)
    this.groups.set(group)
    for (const entry of group.content.families) this.#familyFor(entry).set({ group, entry })
    this.#bytes += groupFootprint(group) - (before ? groupFootprint(before) : 0)
  }

  delete(id: string): void {
    const group = this.#groupsById.get(id)
    if (!group) return
    this.#leaveFamilies(group, new Set())
    this.#groupsById.delete(id)
    this.groups.delete(group)
    this.shapes.delete(group.key)
    this.#bytes -= groupFootprint(group)
  }

  #leaveFamilies(group: Group, except: ReadonlySet<string>): void {
    for (const entry of group.content.families) {
      const family = this.#families.get(entry.name)
      if (!family || except.has(entry.name)) continue
      family.delete({ group, entry })
      if (family.members.size === 0) this.#forgetFamily(entry.name)
    }
  }

  /** A family whose only group changed its type is begun anew; the check on a push refuses any other change. */
  #familyFor({ name, type }: Pick<FamilyView, 'name' | 'type'>): FamilyView {
    const known = this.#families.get(name)
    if (known && known.type === type) return known
    const family = new FamilyView(name, type)
    this.#families.set(name, family)
    if (!known) this.#sortedNames = undefined
    return family
  }

  #forgetFamily(name: string): void {
    this.#families.delete(name)
    this.#sortedNames = undefined
  }
}
