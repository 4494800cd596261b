import { Problem, parseRunDuration, runIdPattern } from '@postern/domain'
import type { RunReport } from '../lane/change.ts'

/** What a push, or a call to a check, says of the run that sends it, as it was written. */
export interface RunWords {
  readonly runId?: string | undefined
  readonly exitStatus?: string | undefined
  readonly duration?: string | undefined
  readonly phase?: string | undefined
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** From the headers of a request. Throws `request-invalid`, naming the header. */
export function runOfHeaders(headers: Headers): RunReport {
  const words = {
    runId: textOf(headers['postern-run-id']),
    exitStatus: textOf(headers['postern-exit-status']),
    duration: textOf(headers['postern-duration']),
    phase: textOf(headers['postern-run-phase']),
  }
  return readRun(words, {
    runId: 'the header Postern-Run-Id',
    exitStatus: 'the header Postern-Exit-Status',
    duration: 'the header Postern-Duration',
    phase: 'the header Postern-Run-Phase',
  })
}

const MEMBERS = {
  runId: 'its runId',
  exitStatus: 'its exitStatus',
  duration: 'its duration',
  phase: 'its phase',
}

/** Throws `request-invalid`, saying in which of the places it went wrong. */
export function readRun(words: RunWords, places: Readonly<typeof MEMBERS> = MEMBERS): RunReport {
  const { runId, exitStatus, duration, phase = 'end' } = words
  if (runId !== undefined && !RUN_ID.test(runId)) {
    throw invalid(places.runId, 'is 1 to 128 letters, digits, dots, dashes, colons or _', runId)
  }
  if (exitStatus !== undefined && !isExitStatus(exitStatus)) {
    throw invalid(places.exitStatus, 'is a number from 0 to 255', exitStatus)
  }
  const seconds = duration === undefined ? undefined : parseRunDuration(duration)
  if (duration !== undefined && seconds === undefined) {
    throw invalid(places.duration, 'is seconds such as 12.5, or a duration such as 1m30s', duration)
  }
  if (phase !== 'start' && phase !== 'end') {
    throw invalid(places.phase, 'is start or end', phase)
  }
  if (phase === 'start' && exitStatus !== undefined) {
    throw invalid(places.exitStatus, 'is not known when a run begins', exitStatus)
  }
  return {
    runId,
    isStart: phase === 'start',
    exitStatus: exitStatus === undefined ? undefined : Number(exitStatus),
    durationSeconds: seconds,
  }
}

const RUN_ID = new RegExp(runIdPattern)

/** What a process ends with. */
export function isExitStatus(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255
}

/** A header that comes twice is a list, which is none of these. */
function textOf(header: string | string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header)
}

function invalid(place: string, rule: string, text: string): Problem {
  const shown = JSON.stringify(text.slice(0, 60))
  return new Problem('request-invalid', `${place} ${rule}; it is ${shown}`)
}
