import type { MetricFamily, ValueFamily, ValueMetric } from './metric.ts'
import type { FamilyHead, LineLabels, Sample, SampleCollector } from './sample-collector.ts'

/** Counters, gauges and untyped metrics: a line is a metric. */
export class ValueCollector implements SampleCollector {
  readonly special = undefined
  readonly #type: ValueFamily['type']
  readonly #metrics: ValueMetric[] = []

  constructor(type: ValueFamily['type']) {
    this.#type = type
  }

  get size(): number {
    return this.#metrics.length
  }

  add(labels: LineLabels, sample: Sample): undefined {
    this.#metrics.push({
      labels: labels.toLabels(),
      timestampMs: sample.timestampMs,
      createdMs: undefined,
      value: sample.value,
      exemplar: sample.exemplar,
    })
  }

  finish(head: FamilyHead): MetricFamily {
    return { ...head, type: this.#type, metrics: this.#metrics }
  }
}
