import type { MetricFamily, ValueFamily, ValueMetric } from './metric.ts'
import type { FamilyHead, LineLabels, Sample, SampleCollector } from './sample-collector.ts'

/** Counters, gauges and untyped metrics: a line is a metric. */
export class ValueCollector implements SampleCollector {
  readonly special = undefined
  readonly #type: ValueFamily['type']
  #metrics: ValueMetric[] | undefined

  constructor(type: ValueFamily['type']) {
    this.#type = type
  }

  get size(): number {
    return this.#metrics?.length ?? 0
  }

  add(labels: LineLabels, sample: Sample): undefined {
    const metric: ValueMetric = {
      labels: labels.toLabels(),
      timestampMs: sample.timestampMs,
      createdMs: undefined,
      value: sample.value,
      exemplar: sample.exemplar,
    }
    // An array made for one metric: one that grows from nothing takes room for seventeen at once.
    if (this.#metrics === undefined) this.#metrics = [metric]
    else this.#metrics.push(metric)
  }

  finish({ name, help, unit }: FamilyHead): MetricFamily {
    return { name, type: this.#type, help, unit, metrics: this.#metrics ?? [] }
  }
}
