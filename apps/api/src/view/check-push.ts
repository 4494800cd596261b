/**
 * Whether a push goes together with what its namespace holds. The Pushgateway answers by building the whole exposition
 * anew for every push; here each question is a look-up, so the cost is what was pushed.
 */
import {
  duplicateSeries,
  type GroupingKey,
  groupingKeyId,
  linesOf,
  type PreparedFamily,
  type Problem,
  pushInconsistent,
  withInstance,
} from '@postern/domain'
import { formatLabels, type Labels, type MetricType } from '@postern/exposition'
import type { Group } from './group.ts'
import { type LabelShape, shapeId } from './label-shapes.ts'
import type { NamespaceView } from './namespace-view.ts'

export interface PushToCheck {
  readonly groupingKey: GroupingKey
  readonly method: 'PUT' | 'POST'
  readonly families: readonly PreparedFamily[]
}

/**
 * The group whose push times would be the same series as those of a new group: `{job="a"}` and `{job="a",instance=""}`
 * both get an empty instance. Only one of the two may exist.
 */
export function findTwin(namespace: NamespaceView, key: GroupingKey): Group | undefined {
  const at = key.findIndex((name, index) => index % 2 === 0 && name === 'instance')
  if (at < 0) return namespace.find(groupingKeyId(withInstance(key)))
  return key[at + 1] === '' ? namespace.find(groupingKeyId(key.toSpliced(at, 2))) : undefined
}

/** The first contradiction, or `undefined` when the push may be held. */
export function checkPush(namespace: NamespaceView, push: PushToCheck): Problem | undefined {
  const after = new TypesAfterPush(namespace, push)
  for (const family of push.families) {
    const problem =
      checkType(after, family) ??
      checkSuffixes(after, family) ??
      checkSeries(namespace, push, family)
    if (problem) return problem
  }
  return undefined
}

/** Answers which families there would be after the push, without building them. */
class TypesAfterPush {
  readonly #namespace: NamespaceView
  readonly #push: PushToCheck
  readonly #groupId: string
  readonly #pushed: ReadonlyMap<string, MetricType>

  constructor(namespace: NamespaceView, push: PushToCheck) {
    this.#namespace = namespace
    this.#push = push
    this.#groupId = groupingKeyId(push.groupingKey)
    this.#pushed = new Map(push.families.map((family) => [family.name, family.type]))
  }

  typeOf(name: string): MetricType | undefined {
    return this.#pushed.get(name) ?? this.#keptType(name)
  }

  /** The type that other groups hold the family with. */
  typeElsewhere(name: string): MetricType | undefined {
    const family = this.#namespace.families.get(name)
    if (!family) return undefined
    return family.members.size > (this.#isInGroup(name) ? 1 : 0) ? family.type : undefined
  }

  #keptType(name: string): MetricType | undefined {
    if (this.#push.method === 'PUT') return this.typeElsewhere(name)
    return this.#namespace.families.get(name)?.type
  }

  #isInGroup(name: string): boolean {
    const group = this.#namespace.find(this.#groupId)
    return group?.content.families.some((entry) => entry.name === name) ?? false
  }
}

function checkType(after: TypesAfterPush, { name, type }: PreparedFamily): Problem | undefined {
  const held = after.typeElsewhere(name)
  if (held === undefined || held === type) return undefined
  const words = `collected metric "${name}" is pushed as ${spell(type)}, but another group holds it as ${spell(held)}: it is not a ${spell(held)}`
  return pushInconsistent(words, name)
}

function spell(type: MetricType): string {
  return type.toUpperCase()
}

const SUFFIXES: Partial<Record<MetricType, readonly string[]>> = {
  summary: ['_sum', '_count'],
  histogram: ['_sum', '_count', '_bucket'],
  gauge_histogram: ['_sum', '_count', '_bucket'],
}

/** A summary `m` is written as `m_sum` and `m_count`, so no other family may have those names; likewise a histogram. */
function checkSuffixes(after: TypesAfterPush, { name, type }: PreparedFamily): Problem | undefined {
  for (const suffix of SUFFIXES[type] ?? []) {
    if (after.typeOf(name + suffix) !== undefined) return collision(name, name + suffix)
  }
  const suffix = /_(?:sum|count|bucket)$/.exec(name)?.[0] ?? ''
  const base = suffix === '' ? '' : name.slice(0, -suffix.length)
  const baseType = base === '' ? undefined : after.typeOf(base)
  return baseType && SUFFIXES[baseType]?.includes(suffix) ? collision(name, base) : undefined
}

function collision(name: string, other: string): Problem {
  return pushInconsistent(
    `collected metric named "${name}" collides with previously collected family named "${other}"`,
    name,
  )
}

/**
 * Two groups can only hold the same series when the labels of one path stand in the body of the other, that is, when
 * the group's own labels are among the labels of the series. So for each set of label names that groups here use, there
 * is at most one group to look at, and it is found by its key. With the names of the push's own path, that is itself.
 */
function checkSeries(
  namespace: NamespaceView,
  push: PushToCheck,
  family: PreparedFamily,
): Problem | undefined {
  if (!namespace.families.has(family.name)) return undefined
  const ownShape = shapeId(push.groupingKey)
  for (const shape of namespace.shapes) {
    if (shape.id === ownShape) continue
    for (const labels of family.labelSets) {
      const other = groupOfShape(namespace, shape, labels)
      if (other && holdsSeries(other, family, labels)) {
        return duplicateSeries(family.name, labels)
      }
    }
  }
  return undefined
}

function groupOfShape(
  namespace: NamespaceView,
  shape: LabelShape,
  labels: Labels,
): Group | undefined {
  const key: string[] = []
  for (const name of shape.names) {
    const value = valueOf(labels, name)
    if (value === undefined) return undefined
    key.push(name, value)
  }
  return namespace.find(groupingKeyId(key))
}

function valueOf(labels: Labels, name: string): string | undefined {
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] === name) return labels[i + 1]
  }
  return undefined
}

/** Rare: both groups exist and could hold the series, so the lines of the family are searched for it. */
function holdsSeries(group: Group, { name, type }: PreparedFamily, labels: Labels): boolean {
  const entry = group.content.families.find((family) => family.name === name)
  if (!entry) return false
  const sample = SUFFIXES[type] ? `${name}_count` : name
  const line = Buffer.from(`${sample}{${formatLabels(labels)}} `)
  const lines = Buffer.from(linesOf(group.content, entry))
  return lines.indexOf(line) === 0 || lines.includes(Buffer.concat([Buffer.from('\n'), line]))
}
