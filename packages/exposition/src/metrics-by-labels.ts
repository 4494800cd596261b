import { formatLabels } from './format-labels.ts'
import type { Labels } from './metric.ts'
import type { LineLabels } from './sample-collector.ts'

/** The metrics of a summary or histogram, whose lines may come mixed up, in order of first appearance. */
export class MetricsByLabels<M extends { readonly labels: Labels }> {
  readonly all: M[] = []
  readonly #create: (labels: Labels) => M
  readonly #byLabels = new Map<string, M>()
  #last: M | undefined

  constructor(create: (labels: Labels) => M) {
    this.#create = create
  }

  /** The metric with these labels, a new one if need be. */
  get(labels: LineLabels): M {
    // Lines of a metric stand together as a rule: then no key has to be made.
    if (this.#last !== undefined && labels.equals(this.#last.labels)) return this.#last
    this.#last = this.#find(labels.toLabels())
    return this.#last
  }

  #find(labels: Labels): M {
    const key = formatLabels(labels)
    const known = this.#byLabels.get(key)
    if (known !== undefined) return known
    const metric = this.#create(labels)
    this.all.push(metric)
    this.#byLabels.set(key, metric)
    return metric
  }
}
