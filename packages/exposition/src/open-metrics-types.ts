import { CounterCollector } from './counter-collector.ts'
import { HistogramCollector } from './histogram-collector.ts'
import type { SampleCollector, SamplePart } from './sample-collector.ts'
import { SummaryCollector } from './summary-collector.ts'
import { ValueCollector } from './value-collector.ts'

export type OpenMetricsType =
  | 'counter'
  | 'gauge'
  | 'gaugehistogram'
  | 'histogram'
  | 'info'
  | 'stateset'
  | 'summary'
  | 'unknown'

interface TypeRules {
  /** What may stand behind the name of the family in the name of a sample, and what it then is. */
  readonly parts: ReadonlyMap<string, SamplePart>
  /** What text format 0.0.4, which knows fewer types, has at the end of the family's name. */
  readonly suffix: string
  readonly collect: (name: string) => SampleCollector
}

/** OpenMetrics 1.0, "Suffixes" and "Metric types". */
export const openMetricsTypes: Readonly<Record<OpenMetricsType, TypeRules>> = {
  counter: {
    parts: new Map([
      ['_total', 'whole'],
      ['_created', 'created'],
    ]),
    suffix: '_total',
    collect: () => new CounterCollector(),
  },
  gauge: {
    parts: new Map([['', 'whole']]),
    suffix: '',
    collect: () => new ValueCollector('gauge'),
  },
  gaugehistogram: {
    parts: new Map([
      ['_bucket', 'bucket'],
      ['_gcount', 'count'],
      ['_gsum', 'sum'],
    ]),
    suffix: '',
    collect: (name) => new HistogramCollector('gauge_histogram', name, { countIsOptional: true }),
  },
  histogram: {
    parts: new Map([
      ['_bucket', 'bucket'],
      ['_count', 'count'],
      ['_sum', 'sum'],
      ['_created', 'created'],
    ]),
    suffix: '',
    collect: (name) => new HistogramCollector('histogram', name, { countIsOptional: true }),
  },
  info: {
    parts: new Map([['_info', 'whole']]),
    suffix: '_info',
    collect: () => new ValueCollector('gauge'),
  },
  stateset: {
    parts: new Map([['', 'whole']]),
    suffix: '',
    collect: () => new ValueCollector('gauge'),
  },
  summary: {
    parts: new Map([
      ['', 'whole'],
      ['_count', 'count'],
      ['_sum', 'sum'],
      ['_created', 'created'],
    ]),
    suffix: '',
    collect: () => new SummaryCollector(),
  },
  unknown: {
    parts: new Map([['', 'whole']]),
    suffix: '',
    collect: () => new ValueCollector('untyped'),
  },
}
