import { escapeQuoted } from './format-labels.ts'
import { isLegacyMetricName } from './names.ts'

/** How lines of one name begin. A name that text format 0.0.4 cannot hold goes into the braces, quoted. */
export interface SeriesName {
  /** The whole series when there are no labels. */
  readonly bare: string
  /** What comes before the labels; a closing brace follows them. */
  readonly opening: string
}

export function seriesName(name: string): SeriesName {
  const shown = formatMetricName(name)
  if (shown === name) return { bare: name, opening: `${name}{` }
  return { bare: `{${shown}}`, opening: `{${shown},` }
}

export function formatMetricName(name: string): string {
  return isLegacyMetricName(name) ? name : `"${escapeQuoted(name)}"`
}

/** A series as it stands in a line, with labels as `formatLabels` writes them. */
export function formatSeries(name: SeriesName, labels: string): string {
  return labels === '' ? name.bare : `${name.opening}${labels}}`
}
