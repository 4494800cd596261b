import { type EscapingScheme, escapeLabelName, escapeMetricName } from './escape-name.ts'
import { sortLabels } from './labels.ts'
import type { Labels, MetricFamily } from './metric.ts'
import { isLegacyLabelName } from './names.ts'

/** The family with names that a scraper can read who asked for `scheme`. */
export function escapeFamily(family: MetricFamily, scheme: EscapingScheme): MetricFamily {
  if (scheme === 'allow-utf-8') return family
  const name = escapeMetricName(family.name, scheme)
  const escape = <M extends { readonly labels: Labels }>(metric: M): M =>
    isLegacy(metric.labels) ? metric : { ...metric, labels: escapeLabels(metric.labels, scheme) }
  switch (family.type) {
    case 'counter':
    case 'gauge':
    case 'untyped':
      return { ...family, name, metrics: family.metrics.map(escape) }
    case 'summary':
      return { ...family, name, metrics: family.metrics.map(escape) }
    case 'histogram':
    case 'gauge_histogram':
      return { ...family, name, metrics: family.metrics.map(escape) }
  }
}

function isLegacy(labels: Labels): boolean {
  return labels.every((text, i) => i % 2 === 1 || isLegacyLabelName(text))
}

/**
 * Two names may become one, and Prometheus throws away a whole scrape in which a series has a label twice:
 * then the names are encoded, so that all of them stay apart.
 */
export function escapeLabels(labels: Labels, scheme: EscapingScheme): Labels {
  const escaped = rename(labels, scheme)
  const isUnique = escaped.every((name, i) => i % 2 === 1 || i === 0 || name !== escaped[i - 2])
  return isUnique ? escaped : rename(labels, 'values')
}

function rename(labels: Labels, scheme: EscapingScheme): Labels {
  return sortLabels(labels.map((text, i) => (i % 2 === 0 ? escapeLabelName(text, scheme) : text)))
}
