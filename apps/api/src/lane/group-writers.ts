/** Who writes a group: by that it is told whose it is, and whether two jobs overwrite each other. */
import { Problem } from '@postern/domain'
import type { GroupWriters } from '@postern/store'
import type { GroupState } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'

// Two jobs that take turns this fast do not know of each other; a job that moved to another key is slower.
const CONTEST_MICROS = 60 * 1e6

/** Whose the group is after a push of that writer. */
export function writersAfterPush(
  { writers, pushedAtMicros = 0 }: GroupState,
  writer: string,
  atMicros: number,
): GroupWriters {
  if (!writers) return { owner: writer, last: writer, contestedAtMicros: undefined }
  const isContested = writers.last !== writer && atMicros - pushedAtMicros < CONTEST_MICROS
  const contestedAtMicros = isContested ? atMicros : writers.contestedAtMicros
  return { owner: writers.owner, last: writer, contestedAtMicros }
}

/** Why the writer may not change the group; `undefined` when it may. */
export function ownerRefusal(
  { options, name }: NamespaceView,
  state: GroupState | undefined,
  writer: string,
): Problem | undefined {
  const owner = state?.writers?.owner
  if (options.ownership === 'shared' || owner === undefined || owner === writer) return undefined
  return new Problem(
    'group-owned',
    `another writer made this group, and in the namespace "${name}" nobody else may change it: is the grouping key one that two jobs share?`,
  )
}
