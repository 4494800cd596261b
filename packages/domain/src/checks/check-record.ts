/** What is remembered of the runs of a check: enough for its state and its series, however long it goes on. */

export const pingKinds = ['start', 'success', 'failure'] as const

/** What a job says of a run: that it began, or how it ended. */
export interface Ping {
  readonly kind: (typeof pingKinds)[number]
  readonly atMs: number
  readonly runId: string | undefined
  readonly exitStatus: number | undefined
  readonly durationSeconds: number | undefined
}

export interface CheckRecord {
  /** How many pings there were. */
  readonly pings: number
  readonly lastSuccessMs: number | undefined
  readonly lastFailureMs: number | undefined
  /** Of the last run that ended, as far as it is known. */
  readonly lastDurationSeconds: number | undefined
  readonly lastExitStatus: number | undefined
  readonly failuresInRow: number
  /** When the last runs ended, oldest first: as many as the check expects within a period. */
  readonly runEndsMs: readonly number[]
  /** Runs that began and did not end, oldest first. */
  readonly open: readonly OpenRun[]
  /** The last runs with an id that ended, oldest first. */
  readonly ended: readonly EndedRun[]
}

interface OpenRun {
  readonly runId: string | undefined
  readonly startedMs: number
}

interface EndedRun {
  readonly runId: string
  readonly kind: 'success' | 'failure'
  readonly atMs: number
}

export const emptyCheckRecord: CheckRecord = {
  pings: 0,
  lastSuccessMs: undefined,
  lastFailureMs: undefined,
  lastDurationSeconds: undefined,
  lastExitStatus: undefined,
  failuresInRow: 0,
  runEndsMs: [],
  open: [],
  ended: [],
}

// Beyond that an id that comes again is another run, and a start tells no duration.
const PAIRING_MS = 72 * 3_600_000

// Of one job there are hardly more at a time; a start that is dropped is one from the middle.
const MAX_OPEN = 10
const MAX_ENDED = 10

export interface RecordRules {
  /** What happened before counts no more. */
  readonly armedMs: number
  /** How many ends of runs are of use. */
  readonly minimumRuns: number
  /** Whether a run that began then should have ended by that time. */
  readonly isOverdue: (startedMs: number, nowMs: number) => boolean
}

/** The very same record for a ping that only repeats another. */
export function recordPing(before: CheckRecord, ping: Ping, rules: RecordRules): CheckRecord {
  if (isRepeated(before, ping)) return before
  const record = countedFrom(before, rules.armedMs)
  return ping.kind === 'start'
    ? recordStart(record, ping)
    : recordEnd(record, ping, ping.kind, rules)
}

/** The record without what counts no more: when the last runs were, and how they ended, is known all the same. */
export function countedFrom(record: CheckRecord, armedMs: number): CheckRecord {
  const runEndsMs = record.runEndsMs.filter((ms) => ms >= armedMs)
  const open = record.open.filter(({ startedMs }) => startedMs >= armedMs)
  const failuresInRow = runEndsMs.length > 0 ? record.failuresInRow : 0
  return { ...record, runEndsMs, open, failuresInRow }
}

/** A client that heard no answer asks again: of one run neither the start nor the failure counts twice. */
function isRepeated({ open, ended }: CheckRecord, { kind, runId, atMs }: Ping): boolean {
  if (runId === undefined) return false
  const isSame = (run: { readonly runId: string | undefined }) => run.runId === runId
  const isOpen = open.some((run) => isSame(run) && atMs - run.startedMs <= PAIRING_MS)
  if (kind === 'start') return isOpen
  if (kind === 'success' || isOpen) return false
  return ended.some((run) => isSame(run) && run.kind === 'failure' && atMs - run.atMs <= PAIRING_MS)
}

function recordStart(record: CheckRecord, { runId, atMs }: Ping): CheckRecord {
  const others = record.open.filter((run) => runId === undefined || run.runId !== runId)
  const [oldest, ...rest] = [...others, { runId, startedMs: atMs }]
  // The oldest says since when something is amiss.
  const open = oldest ? [oldest, ...rest.slice(1 - MAX_OPEN)] : []
  return { ...record, pings: record.pings + 1, open }
}

function recordEnd(
  record: CheckRecord,
  ping: Ping,
  kind: EndedRun['kind'],
  { minimumRuns, isOverdue }: RecordRules,
): CheckRecord {
  const { runId, atMs, exitStatus } = ping
  const isSuccess = kind === 'success'
  const started = record.open.findLast((run) => run.runId === runId)
  // A run that hangs since before is forgotten when another one succeeds.
  const open = record.open.filter(
    (run) => run.runId !== runId && !(isSuccess && isOverdue(run.startedMs, atMs)),
  )
  return {
    pings: record.pings + 1,
    lastSuccessMs: isSuccess ? atMs : record.lastSuccessMs,
    lastFailureMs: isSuccess ? record.lastFailureMs : atMs,
    lastDurationSeconds: ping.durationSeconds ?? durationOf(started, atMs),
    lastExitStatus: exitStatus,
    failuresInRow: isSuccess ? 0 : record.failuresInRow + 1,
    runEndsMs: [...earlierEnds(record, runId), atMs].slice(-minimumRuns),
    open,
    ended: endedRuns(record.ended, { runId, kind, atMs }),
  }
}

function durationOf(started: OpenRun | undefined, atMs: number): number | undefined {
  if (!started || atMs - started.startedMs > PAIRING_MS) return undefined
  return Math.max(0, atMs - started.startedMs) / 1_000
}

/** A run that tells its end twice is one run. */
function earlierEnds({ runEndsMs, ended }: CheckRecord, runId: string | undefined) {
  const isSame = runId !== undefined && ended.at(-1)?.runId === runId
  return isSame ? runEndsMs.slice(0, -1) : runEndsMs
}

function endedRuns(
  ended: readonly EndedRun[],
  { runId, ...run }: Omit<EndedRun, 'runId'> & { readonly runId: string | undefined },
): readonly EndedRun[] {
  if (runId === undefined) return ended
  return [...ended.filter((other) => other.runId !== runId), { ...run, runId }].slice(-MAX_ENDED)
}

/** As the database holds it; what is not known is left out. */
export function encodeCheckRecord(record: CheckRecord): string {
  return JSON.stringify(record)
}

/** Takes what it knows from what was stored: another release may have written more, or less. */
export function decodeCheckRecord(stored: Readonly<Record<string, unknown>>): CheckRecord {
  return {
    pings: number(stored['pings']) ?? 0,
    lastSuccessMs: number(stored['lastSuccessMs']),
    lastFailureMs: number(stored['lastFailureMs']),
    lastDurationSeconds: number(stored['lastDurationSeconds']),
    lastExitStatus: number(stored['lastExitStatus']),
    failuresInRow: number(stored['failuresInRow']) ?? 0,
    runEndsMs: list(stored['runEndsMs']).filter((value) => typeof value === 'number'),
    open: list(stored['open']).flatMap(readOpenRun),
    ended: list(stored['ended']).flatMap(readEndedRun),
  }
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function readOpenRun(value: unknown): OpenRun[] {
  if (!isObject(value)) return []
  const { runId, startedMs } = value
  if (typeof startedMs !== 'number') return []
  return runId === undefined || typeof runId === 'string' ? [{ runId, startedMs }] : []
}

function readEndedRun(value: unknown): EndedRun[] {
  if (!isObject(value)) return []
  const { runId, kind, atMs } = value
  if (typeof runId !== 'string' || typeof atMs !== 'number') return []
  return kind === 'success' || kind === 'failure' ? [{ runId, kind, atMs }] : []
}

function isObject(
  value: unknown,
): value is Readonly<Partial<Record<keyof OpenRun | keyof EndedRun, unknown>>> {
  return typeof value === 'object' && value !== null
}
