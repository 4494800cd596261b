/**
 * What the gateway promises, said as simply as it can be: the groups of one namespace, and what each request does to
 * them at a time. Slow and obvious on purpose; the code under test is neither.
 *
 * Time is counted in ticks of the clock that the test moves. A group that has ended stays in the state, unseen, until a
 * push or a deletion takes its place: of two requests at once the one may have seen the clock before it moved.
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
  /** How many ticks its group is to be held; `Infinity` for never, `undefined` for what the tenant's default says. */
  readonly ticks?: number | undefined
}

export type Operation =
  | Push
  | { readonly kind: 'DELETE'; readonly group: string }
  | { readonly kind: 'scrape' }
  /** The tenant's default is so many ticks from now on. */
  | { readonly kind: 'default'; readonly ticks: number }
  /** When groups end is computed anew, by the default of now. */
  | { readonly kind: 'recompute' }

interface Family {
  readonly type: MetricType
  /** By the labels of each sample. */
  readonly samples: ReadonlyMap<string, number>
}

interface Group {
  readonly families: ReadonlyMap<string, Family>
  readonly hasSucceeded: boolean
  readonly hasFailed: boolean
  /** Of the last push that succeeded. */
  readonly pushedAt: number
  readonly ticks: number | undefined
  readonly endsAt: number
}

type Groups = ReadonlyMap<string, Group>

export interface State {
  /** By the path of each. */
  readonly groups: Groups
  readonly defaultTicks: number
}

export const nothing: State = { groups: new Map(), defaultTicks: Number.POSITIVE_INFINITY }

export interface Step {
  readonly state: State
  /** As `describeAnswer` puts it. */
  readonly answer: string
}

/** What an operation makes of what is held at that time, and how it is answered. */
export function apply(state: State, operation: Operation, now: number): Step {
  switch (operation.kind) {
    case 'scrape':
      return { state, answer: describeAnswer(200, describeGroups(livingAt(state, now))) }
    case 'DELETE':
      return { state: without(state, operation.group), answer: describeAnswer(202) }
    case 'default':
      return { state: { ...state, defaultTicks: operation.ticks }, answer: describeAnswer(200) }
    case 'recompute':
      return { state: recompute(state, now), answer: describeAnswer(200) }
    case 'PUT':
    case 'POST':
      return applyPush(state, operation, now)
  }
}

function livingAt({ groups }: State, now: number): Groups {
  return new Map([...groups].filter(([, { endsAt }]) => endsAt > now))
}

function without(state: State, path: string): State {
  const groups = new Map(state.groups)
  groups.delete(path)
  return { ...state, groups }
}

/** What has ended stays gone. A group that only ever failed ends by other rules. */
function recompute(state: State, now: number): State {
  const groups = [...state.groups].map(([path, group]) => {
    const isToldAnew = group.endsAt > now && group.hasSucceeded
    return [path, isToldAnew ? withEnd(group, state) : group] as const
  })
  return { ...state, groups: new Map(groups) }
}

function withEnd(group: Group, { defaultTicks }: State): Group {
  return { ...group, endsAt: group.pushedAt + (group.ticks ?? defaultTicks) }
}

/** An answer as one string, to be compared; of a body only that of a scrape counts. */
export function describeAnswer(status: number, scraped = ''): string {
  return scraped === '' ? String(status) : `${status}\n${scraped}`
}

/** Equal for equal states. */
export function describeState({ groups, defaultTicks }: State): string {
  const ends = [...groups].map(
    ([path, { pushedAt, ticks, endsAt }]) => `${path} ${pushedAt} ${ticks} ${endsAt}`,
  )
  return `${describeGroups(groups)}\n(${[defaultTicks, ...ends.sort()].join('; ')})`
}

/** Every sample that a scrape of these groups has, one a line, sorted. Push times are only told from none. */
function describeGroups(groups: Groups): string {
  return [...groups]
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

const newGroup: Group = {
  families: new Map(),
  hasSucceeded: false,
  hasFailed: false,
  pushedAt: 0,
  ticks: undefined,
  // An hour is longer than any history.
  endsAt: Number.POSITIVE_INFINITY,
}

function applyPush(state: State, push: Push, now: number): Step {
  const living = livingAt(state, now)
  const before = living.get(push.group) ?? newGroup
  const pushed = {
    ...before,
    hasSucceeded: true,
    families: familiesAfter(before, push),
    pushedAt: now,
    ticks: push.ticks,
  }
  const isTaken = !contradicts(living, push)
  const after = isTaken ? withEnd(pushed, state) : { ...before, hasFailed: true }
  const groups = new Map(state.groups).set(push.group, after)
  return { state: { ...state, groups }, answer: describeAnswer(isTaken ? 200 : 400) }
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
function contradicts(living: Groups, push: Push): boolean {
  return push.families.some((family) => {
    const labels = labelsOfSamples(push, family)
    if (new Set(labels).size < labels.length) return true
    return [...living].some(([path, group]) => {
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
