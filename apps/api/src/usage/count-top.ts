/** Which metrics, jobs and label names make most of a tenant's series. */
import type { FamilyEntry, GroupContent } from '@postern/domain'
import { jobOf, linesOf } from '@postern/domain'
import { parseText } from '@postern/exposition'
import type { Group } from '../view/group.ts'

interface Counted {
  readonly name: string
  readonly series: number
}

export interface Top {
  readonly metrics: Counted[]
  readonly jobs: Counted[]
  readonly labels: Counted[]
  /** False when there was more than was looked at. */
  readonly isComplete: boolean
}

const SHOWN = 10

// Some microseconds each: half a second in all, in small slices.
const MAX_FAMILIES = 200_000

const LINE_FEED = 0x0a

/** Looks at groups one after another; each step is short. */
export class TopCounter {
  readonly #metrics = new Map<string, number>()
  readonly #jobs = new Map<string, number>()
  readonly #labels = new Map<string, number>()
  #families = 0

  /** What was counted so far. */
  finish(): Top {
    return {
      metrics: largest(this.#metrics),
      jobs: largest(this.#jobs),
      labels: largest(this.#labels),
      isComplete: this.#families < MAX_FAMILIES,
    }
  }

  *count(groups: readonly Group[]): Generator<undefined> {
    for (const group of groups) {
      if (this.#families >= MAX_FAMILIES) return
      this.#countGroup(group)
      yield
    }
  }

  #countGroup({ key, content }: Group): void {
    const job = jobOf(key)
    for (const entry of content.families) {
      this.#families++
      add(this.#metrics, entry.name, entry.series)
      add(this.#jobs, job, entry.series)
      for (const name of labelNames(content, entry)) add(this.#labels, name, entry.series)
    }
  }
}

/** As the first series of the family has them: nearly always the others have the same. */
function labelNames(content: GroupContent, entry: FamilyEntry): string[] {
  const lines = linesOf(content, entry)
  const [family] = parseText(lines.subarray(0, lines.indexOf(LINE_FEED) + 1), { utf8Names: true })
  const labels = family?.metrics[0]?.labels ?? []
  return labels.filter((_, index) => index % 2 === 0 && labels[index + 1] !== '')
}

function add(counts: Map<string, number>, name: string, series: number): void {
  counts.set(name, (counts.get(name) ?? 0) + series)
}

function largest(counts: ReadonlyMap<string, number>): Counted[] {
  return [...counts]
    .map(([name, series]) => ({ name, series }))
    .sort((a, b) => b.series - a.series || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
}
