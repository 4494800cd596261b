import { Problem } from '@postern/domain'
import type { MetricFamily } from '@postern/exposition'
import type { ImportChange } from '../lane/change.ts'
import { type Push, prepareChange } from '../push/prepare-change.ts'
import { readPush } from '../push/read-push.ts'
import type { ImportedGroup } from './import-schemas.ts'

const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

/** Where a group goes, and who brings it. */
export type ImportPlace = Omit<Push, 'method' | 'bodyBytes' | 'families' | 'run' | 'ttlMs'>

export interface ReadImport {
  readonly change: ImportChange
  readonly families: readonly MetricFamily[]
}

/**
 * The group as the lane takes it, checked as a push of all that it holds. Throws what a push would be refused with, and
 * `request-invalid` for contents that contradict each other.
 */
export function readImportedGroup(draft: ImportedGroup, place: ImportPlace): ReadImport {
  const pushedAtMicros = microsOf(draft.pushedAt)
  const familyTimes = new Map<string, number>()
  const families: MetricFamily[] = []
  let bodyBytes = 0
  for (const { pushedAt, text, protobuf } of draft.contents) {
    if ((text === undefined) === (protobuf === undefined)) {
      throw new Problem('request-invalid', 'each of the contents is either text or protobuf')
    }
    const body = text === undefined ? fromBase64(protobuf ?? '') : Buffer.from(text)
    const { utf8Names } = place.principal.tenant
    const options = { utf8Names, limits: place.limits }
    bodyBytes += body.length
    for (const family of readPush(body, text === undefined ? PROTOBUF : undefined, options)) {
      if (familyTimes.has(family.name)) {
        throw new Problem('request-invalid', `the contents have the family ${family.name} twice`)
      }
      const atMicros = pushedAt === undefined ? pushedAtMicros : microsOf(pushedAt)
      familyTimes.set(family.name, Math.min(atMicros, pushedAtMicros))
      families.push(family)
    }
  }
  const run = {
    isStart: false,
    runId: undefined,
    exitStatus: undefined,
    durationSeconds: undefined,
  }
  const push = { ...place, method: 'PUT', bodyBytes, families, run, ttlMs: undefined } as const
  const { failedAt } = draft
  const failedAtMicros = failedAt === undefined ? undefined : microsOf(failedAt)
  const whole = prepareChange(push)
  const { bytes } = whole
  const change = {
    kind: 'import',
    whole,
    familyTimes,
    pushedAtMicros,
    failedAtMicros,
    bytes,
  } as const
  return { change, families }
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text)
  } catch (error) {
    throw new Problem('request-invalid', 'the protobuf is not base64', { cause: error })
  }
}

/** Microseconds since 1970. */
function microsOf(moment: string): number {
  const [whole = '', fraction = ''] = /^[^.]+|(?<=\.)\d+/g[Symbol.match](moment) ?? []
  const zone = /(?:Z|[+-]\d\d:\d\d)$/.exec(moment)?.[0] ?? 'Z'
  const ms = Date.parse(whole.replace(zone, '') + zone)
  if (Number.isNaN(ms)) throw new Problem('request-invalid', `there is no such time as ${moment}`)
  return ms * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
}
