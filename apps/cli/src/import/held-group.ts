/** One group of the Pushgateway's query API, as far as it can be read. */

export interface HeldGroup {
  readonly labels: Readonly<Record<string, string>>
  /** In seconds since 1970; 0 for a group to which no push ever succeeded. */
  readonly pushedAt: number
  readonly failedAt: number
  readonly families: readonly HeldFamily[]
}

export interface HeldFamily {
  readonly name: string
  /** RFC 3339, finer than a microsecond. */
  readonly pushedAt: string
  /** In capitals. */
  readonly type: string
  readonly help: string | undefined
  readonly metrics: readonly HeldMetric[]
}

export interface HeldMetric {
  readonly labels: Readonly<Record<string, string>>
  readonly value?: unknown
  readonly count?: unknown
  readonly sum?: unknown
  readonly quantiles?: unknown
  readonly buckets?: unknown
}

const PUSH_TIME = 'push_time_seconds'
const PUSH_FAILURE_TIME = 'push_failure_time_seconds'

/** `undefined` for a group that does not say whose it is: a metric called "labels" hides that. */
export function readHeldGroup(value: unknown): HeldGroup | undefined {
  if (!isObject(value) || !isTexts(value['labels'])) return undefined
  const families = Object.entries(value).flatMap(([name, family]) => readFamily(name, family))
  const timeOf = (name: string) => {
    const [metric] = families.find((family) => family.name === name)?.metrics ?? []
    return Number(metric?.value ?? 0)
  }
  return {
    labels: value['labels'],
    pushedAt: timeOf(PUSH_TIME),
    failedAt: timeOf(PUSH_FAILURE_TIME),
    families: families.filter(({ name }) => name !== PUSH_TIME && name !== PUSH_FAILURE_TIME),
  }
}

/** Beside families there are other members of a group. */
function readFamily(name: string, value: unknown): HeldFamily[] {
  if (!isObject(value)) return []
  const { time_stamp: pushedAt, type, help, metrics } = value
  if (typeof pushedAt !== 'string' || typeof type !== 'string' || !Array.isArray(metrics)) return []
  const read = metrics.filter(isMetric)
  return [
    { name, pushedAt, type, help: typeof help === 'string' ? help : undefined, metrics: read },
  ]
}

function isMetric(value: unknown): value is HeldMetric {
  return isObject(value) && isTexts(value['labels'])
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
