import { HistogramCollector } from './histogram-collector.ts'
import { noLabelsWritten, type WrittenLabels } from './label-reader.ts'
import type { SpecialLabel } from './label-shape.ts'
import type { MetricFamily, MetricType } from './metric.ts'
import type { SampleCollector, SamplePart } from './sample-collector.ts'
import { SummaryCollector } from './summary-collector.ts'
import { ValueCollector } from './value-collector.ts'

/** What a sample name stands for, and the labels of its last line. */
export interface SampleTarget {
  readonly name: string
  readonly family: FamilyInProgress
  readonly part: SamplePart
  written: WrittenLabels
}

/** A family while its lines come in; what its own name stands for. */
export class FamilyInProgress implements SampleTarget {
  readonly name: string
  readonly family = this
  readonly part = 'whole'
  written = noLabelsWritten
  help: string | undefined = undefined
  unit: string | undefined = undefined
  /** Chosen by TYPE or, without one, by the first sample. */
  samples: SampleCollector | undefined = undefined

  constructor(name: string) {
    this.name = name
  }
}

interface Suffix {
  readonly suffix: string
  readonly part: SamplePart
  /** The special labels of the types that have such a part. */
  readonly special: readonly SpecialLabel[]
}

const SUFFIXES: readonly Suffix[] = [
  { suffix: '_count', part: 'count', special: ['le', 'quantile'] },
  { suffix: '_sum', part: 'sum', special: ['le', 'quantile'] },
  { suffix: '_bucket', part: 'bucket', special: ['le'] },
]

/** All families of a body, in order of first appearance. */
export class FamilyCollector {
  readonly #families: FamilyInProgress[] = []
  readonly #targets = new Map<string, SampleTarget>()

  /** How many families were named so far, those without samples too. */
  get size(): number {
    return this.#families.length
  }

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
    for (const family of this.#families) {
      const { samples } = family
      if (samples !== undefined && samples.size > 0) finished.push(samples.finish(family))
    }
    return finished
  }

  #createFamily(name: string): FamilyInProgress {
    const family = new FamilyInProgress(name)
    this.#families.push(family)
    return family
  }

  #partOfKnownFamily(name: string): SampleTarget | undefined {
    for (const { suffix, part, special } of SUFFIXES) {
      if (!name.endsWith(suffix)) continue
      const owner = this.#targets.get(name.slice(0, -suffix.length))
      if (!(owner instanceof FamilyInProgress)) continue
      const label = owner.samples?.special
      if (label !== undefined && special.includes(label)) {
        return { name, family: owner, part, written: noLabelsWritten }
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
