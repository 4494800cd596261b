/**
 * In OpenMetrics a family has more samples than in text, and a counter `m_total` is called `m`; so two families that go
 * together in text may clash there (OpenMetrics 1.0, "MetricFamily").
 */
import type { MetricType } from '@postern/exposition'
import type { ShownFamily } from './shown-families.ts'

const TOTAL = '_total'

// What is made of several samples comes first: unlike counters, it cannot be shown as anything else.
const PRECEDENCE: Readonly<Record<MetricType, number>> = {
  histogram: 0,
  gauge_histogram: 0,
  summary: 0,
  counter: 1,
  gauge: 2,
  untyped: 2,
}

/** What stands behind the name of a family in the names of its samples, beside nothing. */
const SUFFIXES: Readonly<Record<MetricType, readonly string[]>> = {
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gauge_histogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  counter: [TOTAL, '_created'],
  gauge: [],
  untyped: [],
}

/**
 * What can be shown together, in the order given. A counter that clashes is shown as unknown, under its whole name;
 * what clashes even so is left out, such as a gauge `m_created` beside a counter `m_total`.
 */
export function withoutClashes(families: readonly ShownFamily[]): ShownFamily[] {
  const names = new Set(families.map(({ name }) => name))
  const taken = new Set<string>()
  const shown = new Map<string, ShownFamily>()
  for (const family of families.toSorted((a, b) => PRECEDENCE[a.type] - PRECEDENCE[b.type])) {
    const isFree = (candidate: ShownFamily) =>
      !sampleNames(candidate).some((name) => taken.has(name))
    const isNamesake = isTotal(family) && names.has(baseOf(family))
    const fitting = isNamesake || !isFree(family) ? asUnknown(family) : family
    if (!isFree(fitting)) continue
    for (const name of sampleNames(fitting)) taken.add(name)
    shown.set(family.name, fitting)
  }
  return families.flatMap(({ name }) => shown.get(name) ?? [])
}

function sampleNames(family: ShownFamily): string[] {
  if (family.type === 'counter' && !isTotal(family)) return [family.name]
  const base = baseOf(family)
  return [base, ...SUFFIXES[family.type].map((suffix) => base + suffix)]
}

/** What OpenMetrics calls it. */
function baseOf(family: ShownFamily): string {
  return isTotal(family) ? family.name.slice(0, -TOTAL.length) : family.name
}

/** A counter of any other name is unknown to OpenMetrics. */
function isTotal({ name, type }: ShownFamily): boolean {
  return type === 'counter' && name.endsWith(TOTAL)
}

function asUnknown(family: ShownFamily): ShownFamily {
  return family.type === 'counter' ? { ...family, type: 'untyped' } : family
}
