import { noLabelsWritten, type WrittenLabels } from './label-reader.ts'
import type { MetricFamily } from './metric.ts'
import { type OpenMetricsType, openMetricsTypes } from './open-metrics-types.ts'
import { quoteGo } from './quote-go.ts'
import type { SampleCollector, SamplePart } from './sample-collector.ts'
import type { SeriesTargets } from './series-reader.ts'
import type { TextCursor } from './text-cursor.ts'

/** A family while its lines come in. */
export class OpenMetricsFamily {
  /** As metadata has it, without `_total` or `_info`. */
  readonly declaredName: string
  type: OpenMetricsType | undefined
  help: string | undefined
  unit: string | undefined
  /** Made when the type is known, at the latest with the first sample. */
  samples: SampleCollector | undefined
  hasSamples = false

  constructor(declaredName: string) {
    this.declaredName = declaredName
  }

  /** What the family is called in text format 0.0.4. */
  get name(): string {
    const { suffix } = openMetricsTypes[this.type ?? 'unknown']
    return this.declaredName.endsWith(suffix) ? this.declaredName : this.declaredName + suffix
  }
}

/** What the name of a sample stands for, and the labels of its last line. */
export interface OpenMetricsTarget {
  readonly family: OpenMetricsFamily
  readonly samples: SampleCollector
  readonly part: SamplePart
  written: WrittenLabels
}

/** All families of a body, in order of first appearance. */
export class OpenMetricsFamilies implements SeriesTargets<OpenMetricsTarget> {
  readonly #cursor: TextCursor
  readonly #families = new Map<string, OpenMetricsFamily>()
  readonly #targets = new Map<string, OpenMetricsTarget>()

  constructor(cursor: TextCursor) {
    this.#cursor = cursor
  }

  /** The family that metadata is about. */
  declare(name: string): OpenMetricsFamily {
    const known = this.#families.get(name)
    if (known !== undefined) return known
    const family = new OpenMetricsFamily(name)
    this.#families.set(name, family)
    return family
  }

  /** Decides what samples the family may have. */
  setType(family: OpenMetricsFamily, type: OpenMetricsType): void {
    const { parts, suffix, collect } = openMetricsTypes[type]
    family.type = type
    const samples = collect(family.name)
    family.samples = samples
    const base = family.name.slice(0, family.name.length - suffix.length)
    for (const [ending, part] of parts) {
      const name = base + ending
      if (this.#targets.has(name)) this.#failAtClash(name)
      this.#targets.set(name, { family, samples, part, written: noLabelsWritten })
    }
  }

  find(name: string): OpenMetricsTarget | undefined {
    return this.#targets.get(name)
  }

  /** A sample of a family without a type. */
  create(name: string): OpenMetricsTarget {
    const family = this.declare(name)
    if (family.type !== undefined) {
      this.#cursor.fail(`${quoteGo(name)} is not a sample of a ${family.type} of that name`)
    }
    this.setType(family, 'unknown')
    return this.#targets.get(name) ?? this.#failAtClash(name)
  }

  /** Families without samples are left out. */
  finish(): MetricFamily[] {
    const finished: MetricFamily[] = []
    for (const family of this.#families.values()) {
      const { samples } = family
      if (samples !== undefined && samples.size > 0) finished.push(samples.finish(family))
    }
    return finished
  }

  #failAtClash(name: string): never {
    return this.#cursor.fail(`${quoteGo(name)} is already a sample of another metric family`)
  }
}
