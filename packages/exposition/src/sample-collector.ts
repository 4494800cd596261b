import type { SpecialLabel } from './label-shape.ts'
import type { Exemplar, Labels, MetricFamily } from './metric.ts'

/** Which of the series of a metric a line is about: `x`, `x_sum`, `x_count`, `x_bucket` or `x_created`. */
export type SamplePart = 'whole' | 'sum' | 'count' | 'bucket' | 'created'

/** Labels of a line, in a buffer that is only good until the next line. */
export interface LineLabels {
  toLabels(): Labels
  equals(labels: Labels): boolean
}

/** What a line says, apart from its labels. Only good until the next line, too. */
export interface Sample {
  part: SamplePart
  /** `le` or `quantile`; NaN when the line has none. */
  special: number
  value: number
  timestampMs: number | undefined
  exemplar: Exemplar | undefined
}

export function emptySample(): Sample {
  return {
    part: 'whole',
    special: Number.NaN,
    value: 0,
    timestampMs: undefined,
    exemplar: undefined,
  }
}

export interface FamilyHead {
  readonly name: string
  readonly help: string | undefined
  readonly unit: string | undefined
}

/** Gathers the lines of one family into metrics. */
export interface SampleCollector {
  readonly special: SpecialLabel
  /** How many metrics there are so far. */
  readonly size: number
  /** Takes a line, or gives the reason why it cannot. */
  add(labels: LineLabels, sample: Sample): string | undefined
  finish(head: FamilyHead): MetricFamily
}
