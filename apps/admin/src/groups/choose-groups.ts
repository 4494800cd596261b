import type * as contract from '@postern/contract'
import { labelRecord, Problem, type TenantId } from '@postern/domain'
import type { DirectoryEntry } from './directory-entry.ts'
import type { GroupDirectories } from './group-directories.ts'
import { type FilterWords, groupFilter } from './group-filter.ts'

/** Groups that a selection means, in the order of their labels. */
export interface ChosenGroups {
  readonly entries: readonly DirectoryEntry[]
  readonly series: number
}

/** Throws `selector-malformed`, and `selection-too-large` when more are meant than the caller saw before. */
export async function chooseGroups(
  directories: GroupDirectories,
  tenantId: TenantId,
  words: FilterWords & { readonly atMost?: number | undefined },
): Promise<ChosenGroups> {
  const entries = await directories.read(tenantId, ({ directory, nowMicros }) =>
    directory.sorted('labels').filter(groupFilter(words, nowMicros)),
  )
  if (entries.length > (words.atMost ?? Number.POSITIVE_INFINITY)) {
    throw new Problem(
      'selection-too-large',
      `${entries.length} groups are meant now, and at most ${words.atMost} may be; nothing was done`,
    )
  }
  return { entries, series: entries.reduce((sum, { series }) => sum + series, 0) }
}

// Enough to recognise by what a selector means.
const SHOWN = 10

/** What a selection means, in words for who is about to act on it. */
export function showChosen({ entries, series }: ChosenGroups, dryRun: boolean): contract.Chosen {
  return {
    groups: entries.length,
    series,
    dryRun,
    first: entries.slice(0, SHOWN).map((entry) => ({
      id: entry.id,
      namespace: entry.namespace,
      labels: labelRecord(entry.groupingKey),
      series: entry.series,
    })),
  }
}
