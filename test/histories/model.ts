/**
 * What the gateway promises, said as simply as it can be: the groups of one namespace, and what each request does to
 * them. Slow and obvious on purpose; the code under test is neither.
 */

export type MetricType = 'counter' | 'gauge' | 'untyped'

export interface PushedFamily {
  readonly name: string
  readonly type: MetricType
  /** One sample for each: with a zone of its own in the body, or `undefined` for one without labels. */
  readonly zones: readonly (string | undefined)[]
}

export interface Push {
  readonly kind: 'PUT' | 'POST'
  /** The end of the path: `/job/a/zone/eu`. */
  readonly group: string
  readonly families: readonly PushedFamily[]
  /** Of every sample; no other push has it, so a scrape tells which push it shows. */
  readonly value: number
}

export type Operation =
  | Push
  | { readonly kind: 'DELETE'; readonly group: string }
  | { readonly kind: 'scrape' }

interface Family {
  readonly type: MetricType
  /** By the labels of each sample. */
  readonly samples: ReadonlyMap<string, number>
}

interface Group {
  readonly families: ReadonlyMap<string, Family>
  readonly hasSucceeded: boolean
  readonly hasFailed: boolean
}

/** What is held, by the path of each group. */
export type State = ReadonlyMap<string, Group>

export const nothing: State = new Map()

export interface Step {
  readonly state: State
  /** As `describeAnswer` puts it. */
  readonly answer: string
}

/** What an operation makes of what is held, and how it is answered. */
export function apply(state: State, operation: Operation): Step {
  switch (operation.kind) {
    case 'scrape':
      return { state, answer: describeAnswer(200, describeState(state)) }
    case 'DELETE': {
      const rest = new Map(state)
      rest.delete(operation.group)
      return { state: rest, answer: describeAnswer(202) }
    }
    case 'PUT':
    case 'POST':
      return applyPush(state, operation)
  }
}

/** An answer as one string, to be compared; of a body only that of a scrape counts. */
export function describeAnswer(status: number, scraped = ''): string {
  return scraped === '' ? String(status) : `${status}\n${scraped}`
}

/** Every sample that a scrape of this state has, one a line, sorted. Push times are only told from none. */
export function describeState(state: State): string {
  return [...state]
    .flatMap(([path, group]) => samplesOf(path, group))
    .sort()
    .join('\n')
}

function samplesOf(path: string, { families, hasSucceeded, hasFailed }: Group): string[] {
  const labels = describeLabels({ instance: '', ...groupLabels(path) })
  return [
    `gauge push_time_seconds{${labels}} ${hasSucceeded ? 'some' : 0}`,
    `gauge push_failure_time_seconds{${labels}} ${hasFailed ? 'some' : 0}`,
    ...[...families].flatMap(([name, { type, samples }]) =>
      [...samples].map(([each, value]) => `${type} ${name}{${each}} ${value}`),
    ),
  ]
}

const newGroup: Group = { families: new Map(), hasSucceeded: false, hasFailed: false }

function applyPush(state: State, push: Push): Step {
  const before = state.get(push.group) ?? newGroup
  const after: Group = contradicts(state, push)
    ? { ...before, hasFailed: true }
    : { ...before, hasSucceeded: true, families: familiesAfter(before, push) }
  const answer = describeAnswer(after.families === before.families ? 400 : 200)
  return { state: new Map(state).set(push.group, after), answer }
}

function familiesAfter(before: Group, push: Push): ReadonlyMap<string, Family> {
  const families = new Map(push.kind === 'PUT' ? [] : before.families)
  for (const family of push.families) {
    const labels = labelsOfSamples(push, family)
    const samples = new Map(labels.map((each) => [each, push.value]))
    families.set(family.name, { type: family.type, samples })
  }
  return families
}

/** Whether the push says a series twice, or says of a family what another group says otherwise. */
function contradicts(state: State, push: Push): boolean {
  return push.families.some((family) => {
    const labels = labelsOfSamples(push, family)
    if (new Set(labels).size < labels.length) return true
    return [...state].some(([path, group]) => {
      const other = path === push.group ? undefined : group.families.get(family.name)
      return other && (other.type !== family.type || labels.some((each) => other.samples.has(each)))
    })
  })
}

/** The labels of the path win over those of the body. */
function labelsOfSamples(push: Push, family: PushedFamily): string[] {
  return family.zones.map((zone) =>
    describeLabels({
      instance: '',
      ...(zone === undefined ? {} : { zone }),
      ...groupLabels(push.group),
    }),
  )
}

function groupLabels(path: string): Record<string, string> {
  const pairs = path.matchAll(/\/([^/]+)\/([^/]+)/g)
  return Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, value]))
}

/** Sorted, so that equal sets are equal strings. */
export function describeLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .sort()
    .join(',')
}
