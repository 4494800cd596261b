import { mergeLabels } from '@postern/exposition'
import { namespaceLabelFor, type TenantView } from '../view/tenant-view.ts'
import type { WatchedCheck } from '../view/watched-check.ts'
import type { TenantFamily, TenantSample, TenantScope } from './tenant-family.ts'

interface CheckFamily {
  readonly name: string
  readonly help: string
  /** `undefined` where there is nothing to say. */
  readonly valueOf: (watched: WatchedCheck, nowMs: number) => number | undefined
}

/** In the order of a scrape. */
const families: readonly CheckFamily[] = [
  {
    name: 'postern_check_grace_seconds',
    help: 'How late a run may be, and how long it may take.',
    valueOf: ({ compiled }) => compiled.graceMs / 1_000,
  },
  {
    name: 'postern_check_last_duration_seconds',
    help: 'How long the last run took that ended, as far as it is known.',
    valueOf: ({ record }) => record.lastDurationSeconds,
  },
  {
    name: 'postern_check_last_exit_status',
    help: 'The exit status of the last run that ended, as far as it was told.',
    valueOf: ({ record }) => record.lastExitStatus,
  },
  {
    name: 'postern_check_last_failure_timestamp_seconds',
    help: 'Unix time of the last run that failed.',
    valueOf: ({ record }) => seconds(record.lastFailureMs),
  },
  {
    name: 'postern_check_last_success_timestamp_seconds',
    help: 'Unix time of the last run that ended well.',
    valueOf: ({ record }) => seconds(record.lastSuccessMs),
  },
  {
    name: 'postern_check_late',
    help: 'Whether a run is overdue, but still within the grace.',
    valueOf: (watched, nowMs) => flag(watched.stateAt(nowMs) === 'late'),
  },
  {
    name: 'postern_check_next_expected_timestamp_seconds',
    help: 'Unix time at which the next run is expected, or was.',
    valueOf: ({ outlook }) => seconds(outlook.dueMs),
  },
  {
    name: 'postern_check_paused',
    help: 'Whether no runs are expected because somebody said so.',
    valueOf: ({ outlook }) => flag(outlook.isPaused),
  },
  {
    name: 'postern_check_period_seconds',
    help: 'How long after its last run the next one is expected, of a check with a period.',
    valueOf: ({ compiled }) => seconds(compiled.schedule.periodMs),
  },
  {
    name: 'postern_check_started',
    help: 'Whether a run began and did not end yet.',
    valueOf: ({ outlook }) => flag(outlook.isStarted),
  },
  {
    name: 'postern_check_up',
    help: 'Whether the job runs as expected: 0 when it failed, did not come or did not end.',
    valueOf: (watched, nowMs) => flag(watched.stateAt(nowMs) !== 'down'),
  },
]

export function checkFamilies(
  { checks, namespaceLabel, nowMs }: TenantView,
  { namespaces }: TenantScope,
): TenantFamily[] {
  if (checks.size === 0) return []
  const shown = namespaces.flatMap((namespace) =>
    checks.inNamespace(namespace).map((watched) => ({
      watched,
      labels: labelsOf(watched, namespaceLabelFor(namespace, namespaceLabel)),
    })),
  )
  return families.map(({ name, help, valueOf }) => {
    const samples = shown.flatMap(({ watched, labels }): TenantSample[] => {
      const value = valueOf(watched, nowMs)
      return value === undefined ? [] : [{ labels, value }]
    })
    return { name, help, samples }
  })
}

function labelsOf({ check }: WatchedCheck, namespaceLabel: readonly [string, string] | undefined) {
  const labels = mergeLabels(check.labels, ['check', check.name])
  return namespaceLabel ? mergeLabels(labels, namespaceLabel) : labels
}

function flag(value: boolean): number {
  return value ? 1 : 0
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000
}
