/** The limits on a push that can be told from the push alone. Where none is set, nothing is looked at. */
import type { MetricFamily } from '@postern/exposition'
import { countFamilySeries } from './count-series.ts'
import { type Excess, limitExceeded } from './limit-exceeded.ts'
import { type LimitName, type Limits, NO_LIMIT } from './limits.ts'
import type { PreparedFamily } from './prepare-push.ts'
import { cutToBytes, isLongerThan, utf8Length } from './utf8-length.ts'

/** Throws `limit-exceeded` for more series or longer names than may be in one push. */
export function checkPushed(families: readonly MetricFamily[], limits: Limits): void {
  refuseMany(families, limits)
  if (limits.maxMetricNameBytes === NO_LIMIT) return
  for (const { name } of families) {
    refuseLong('maxMetricNameBytes', limits, name, `the metric name ${shortened(name)}`)
  }
}

/** Throws `limit-exceeded` for a series with more or longer labels than it may have. */
export function checkLabels(families: readonly PreparedFamily[], limits: Limits): void {
  const { maxLabelNamesPerSeries, maxLabelNameBytes, maxLabelValueBytes } = limits
  if (Math.min(maxLabelNamesPerSeries, maxLabelNameBytes, maxLabelValueBytes) === NO_LIMIT) return
  for (const { name, labelSets } of families) {
    for (const labels of labelSets) {
      if (labels.length / 2 > maxLabelNamesPerSeries) {
        const found = `a series of ${shortened(name)} has ${labels.length / 2} labels`
        throw exceeded('maxLabelNamesPerSeries', limits, found)
      }
      checkSizes(name, labels, limits)
    }
  }
}

/** HELP texts are cut to what they may have: they say nothing that a query could miss. */
export function cutHelp(families: readonly MetricFamily[], limits: Limits): MetricFamily[] {
  const { maxHelpBytes } = limits
  if (maxHelpBytes === NO_LIMIT) return [...families]
  return families.map((family) =>
    family.help === undefined ? family : { ...family, help: cutToBytes(family.help, maxHelpBytes) },
  )
}

function refuseMany(families: readonly MetricFamily[], limits: Limits): void {
  const series = families.reduce((sum, family) => sum + countFamilySeries(family), 0)
  if (series <= limits.maxSeriesPerPush) return
  throw exceeded('maxSeriesPerPush', limits, `the push has ${series} series`)
}

function checkSizes(metric: string, labels: readonly string[], limits: Limits): void {
  for (let i = 0; i < labels.length; i += 2) {
    const label = labels[i] ?? ''
    const where = `${shortened(label)} of ${shortened(metric)}`
    refuseLong('maxLabelNameBytes', limits, label, `the label name ${where}`)
    refuseLong('maxLabelValueBytes', limits, labels[i + 1] ?? '', `the value of label ${where}`)
  }
}

function refuseLong(limit: LimitName, limits: Limits, text: string, what: string): void {
  if (!isLongerThan(text, limits[limit])) return
  throw exceeded(limit, limits, `${what} has ${utf8Length(text)} bytes`)
}

function exceeded(limit: Excess['limit'], limits: Limits, found: string) {
  return limitExceeded({ limit, allowed: limits[limit], found })
}

// A name that is too long is the very thing that must not fill the answer.
const MAX_SHOWN = 60

function shortened(name: string): string {
  return name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name
}
