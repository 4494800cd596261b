/** From what the Pushgateway holds to what an import sends. */
import { type MetricFamily, writeProtobuf } from '@postern/exposition'
import type { ExactMetrics } from './exact-metrics.ts'
import { familyFromJson } from './family-from-json.ts'
import type { HeldFamily, HeldGroup } from './held-group.ts'

/** As `POST /api/v1/groups/import` takes it. */
export interface GroupToImport {
  readonly namespace?: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly pushedAt: string
  readonly failedAt?: string | undefined
  readonly contents: readonly { readonly pushedAt: string; readonly protobuf: string }[]
}

export interface Translated {
  readonly group: GroupToImport
  /** The names of families that nothing says exactly enough. */
  readonly lost: readonly string[]
}

export function groupToImport(
  held: HeldGroup,
  exact: ExactMetrics | undefined,
  namespace: string | undefined,
): Translated {
  const lost: string[] = []
  const isExact = exact?.isOf(held) ?? false
  const families = held.families.flatMap((family) => {
    const found = (isExact ? exact?.find(family) : undefined) ?? familyFromJson(family)
    if (!found) lost.push(family.name)
    return found ? [{ pushedAt: family.pushedAt, family: withOwnHelp(family, found) }] : []
  })
  const byTime = Map.groupBy(families, ({ pushedAt }) => pushedAt)
  const contents = [...byTime].map(([pushedAt, some]) => ({
    pushedAt,
    protobuf: writeProtobuf(some.map(({ family }) => family)).toBase64(),
  }))
  const group = {
    namespace,
    labels: held.labels,
    pushedAt: moment(held.pushedAt),
    failedAt: held.failedAt > 0 ? moment(held.failedAt) : undefined,
    contents,
  }
  return { group, lost }
}

/** A scrape shows one HELP for all groups; the group's own may be another. */
function withOwnHelp({ help }: HeldFamily, family: MetricFamily): MetricFamily {
  return { ...family, help }
}

const MICROS = 1_000_000

/** RFC 3339 with microseconds, of seconds since 1970. */
function moment(seconds: number): string {
  const micros = Math.round(seconds * MICROS)
  const whole = Math.floor(micros / MICROS)
  const fraction = String(micros - whole * MICROS).padStart(6, '0')
  return new Date(whole * 1_000).toISOString().replace('.000Z', `.${fraction}Z`)
}
