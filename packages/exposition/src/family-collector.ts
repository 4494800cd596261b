import { HistogramCollector } from './histogram-collector.ts'
import { emptyShape, type LabelShape } from './label-shape.ts'
import type { MetricFamily, MetricType } from './metric.ts'
import type { SampleCollector, SamplePart } from './sample-collector.ts'
import { SummaryCollector } from './summary-collector.ts'
import { ValueCollector } from './value-collector.ts'

/** A family while its lines come in. */
export interface FamilyInProgress {
  readonly name: string
  help: string | undefined
  unit: string | undefined
  /** Chosen by TYPE or, without one, by the first sample. */
  samples: SampleCollector | undefined
}

/** What a sample name stands for, and the labels that its last line had. */
export interface SampleTarget {
  readonly name: string
  readonly family: FamilyInProgress
  readonly part: SamplePart
  shape: LabelShape
}

const SUFFIXES = [
  { suffix: '_count', part: 'count', special: ['le', 'quantile'] },
  { suffix: '_sum', part: 'sum', special: ['le', 'quantile'] },
  { suffix: '_bucket', part: 'bucket', special: ['le'] },
] as const

/** All families of a body, in order of first appearance. */
export class FamilyCollector {
  readonly #families: FamilyInProgress[] = []
  readonly #targets = new Map<string, SampleTarget>()

  find(name: string): SampleTarget | undefined {
    return this.#targets.get(name)
  }

  /**
   * For a name that `find` does not know: a part of a summary or histogram that was declared before, or else
   * a new family.
   */
  create(name: string): SampleTarget {
    const target = this.#partOfKnownFamily(name) ?? this.#createFamily(name)
    this.#targets.set(name, target)
    return target
  }

  /** Families without samples are left out. */
  finish(): MetricFamily[] {
    const finished: MetricFamily[] = []
    for (const { name, help, unit, samples } of this.#families) {
      if (samples !== undefined && samples.size > 0) {
        finished.push(samples.finish({ name, help, unit }))
      }
    }
    return finished
  }

  #createFamily(name: string): SampleTarget {
    const family = { name, help: undefined, unit: undefined, samples: undefined }
    this.#families.push(family)
    return { name, family, part: 'whole', shape: emptyShape }
  }

  #partOfKnownFamily(name: string): SampleTarget | undefined {
    for (const { suffix, part, special } of SUFFIXES) {
      if (!name.endsWith(suffix)) continue
      const owner = this.#targets.get(name.slice(0, -suffix.length))
      const kind = owner?.part === 'whole' ? owner.family.samples?.special : undefined
      if (owner !== undefined && special.some((label) => label === kind)) {
        return { name, family: owner.family, part, shape: emptyShape }
      }
    }
    return undefined
  }
}

export function collectorFor(type: MetricType, name: string): SampleCollector {
  switch (type) {
    case 'summary':
      return new SummaryCollector()
    case 'histogram':
    case 'gauge_histogram':
      return new HistogramCollector(type, name)
    case 'counter':
    case 'gauge':
    case 'untyped':
      return new ValueCollector(type)
  }
}
