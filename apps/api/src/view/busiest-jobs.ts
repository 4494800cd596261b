import { jobOf } from '@postern/domain'
import type { NamespaceView } from './namespace-view.ts'

const SHOWN = 3

// Counting looks at every group, and whoever has too many of them is refused push after push.
const KEPT_MS = 5_000

interface Kept {
  readonly untilMs: number
  readonly words: string
}

const kept = new WeakMap<NamespaceView, Kept>()

/** The jobs with the most groups of a namespace in words, a few seconds old: where to look when there are too many. */
export function busiestJobs(namespace: NamespaceView): string {
  const known = kept.get(namespace)
  const now = performance.now()
  if (known && now < known.untilMs) return known.words
  const words = countJobs(namespace)
    .slice(0, SHOWN)
    .map(([job, groups]) => `${JSON.stringify(job)} (${groups})`)
    .join(', ')
  kept.set(namespace, { untilMs: now + KEPT_MS, words })
  return words
}

function countJobs({ groups }: NamespaceView): [job: string, groups: number][] {
  const counts = new Map<string, number>()
  for (const { key } of groups) {
    const job = jobOf(key)
    counts.set(job, (counts.get(job) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])
}
