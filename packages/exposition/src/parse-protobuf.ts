import { TooManySamples } from './exposition-error.ts'
import { formatLabels } from './format-labels.ts'
import type { Metric, MetricFamily, MetricType } from './metric.ts'
import type { ParseOptions } from './name-options.ts'
import { isLegacyMetricName, isUtf8Name } from './names.ts'
import {
  counterContent,
  gaugeContent,
  type MetricContent,
  summaryContent,
  untypedContent,
} from './protobuf-content.ts'
import { histogramContent } from './protobuf-histogram.ts'
import { ProtobufLabels } from './protobuf-labels.ts'
import { METRIC, METRIC_FAMILY, metricTypes } from './protobuf-schema.ts'
import { quoteGo } from './quote-go.ts'
import { formatSeries, seriesName } from './series-name.ts'
import { WireReader } from './wire-reader.ts'

/**
 * Reads `io.prometheus.client.MetricFamily` messages, each behind its length. Of two families with one name the
 * later one counts. A family may be without metrics; fields that are not known are passed over.
 */
export function parseProtobuf(body: Uint8Array, options: ParseOptions = {}): MetricFamily[] {
  const parser = new ProtobufParser(body, options)
  const families = new Map<string, MetricFamily>()
  for (const family of parser.families()) families.set(family.name, family)
  return [...families.values()]
}

interface Head {
  readonly name: string
  readonly type: number
  readonly help: string | undefined
  readonly unit: string | undefined
}

class ProtobufParser {
  readonly #wire: WireReader
  readonly #labels: ProtobufLabels
  readonly #exemplarLabels: ProtobufLabels
  readonly #isName: (name: string) => boolean
  readonly #maxSamples: number
  #samples = 0
  #families = 0

  constructor(body: Uint8Array, { utf8Names = false, maxSamples }: ParseOptions) {
    this.#wire = new WireReader(body)
    this.#labels = new ProtobufLabels(this.#wire, utf8Names)
    this.#exemplarLabels = new ProtobufLabels(this.#wire, utf8Names)
    this.#isName = utf8Names ? isUtf8Name : isLegacyMetricName
    this.#maxSamples = maxSamples ?? Number.POSITIVE_INFINITY
  }

  *families(): Generator<MetricFamily> {
    const wire = this.#wire
    while (wire.pos < wire.size) yield this.#readFamily(wire.enter(wire.size))
  }

  /** Twice over the bytes: how metrics are to be read is only known once the type is, which may come last. */
  #readFamily(end: number): MetricFamily {
    if (++this.#families > this.#maxSamples) this.#failAtMany()
    const start = this.#wire.pos
    const { type, ...head } = this.#readHead(end)
    this.#checkName(head.name)
    this.#wire.metric = head.name
    this.#wire.pos = start
    const family = this.#withMetrics(
      head,
      metricTypes[type] ?? this.#failAtType(head.name, type),
      end,
    )
    this.#wire.metric = undefined
    return family
  }

  #readHead(end: number): Head {
    const wire = this.#wire
    let name = ''
    let type = 0
    let help: string | undefined
    let unit: string | undefined
    while (wire.pos < end) {
      const tag = wire.varint(end)
      if (tag === METRIC_FAMILY.name) name = wire.text(end) ?? this.#failAtText('the name', name)
      else if (tag === METRIC_FAMILY.help)
        help = wire.text(end) ?? this.#failAtText('the help', name)
      else if (tag === METRIC_FAMILY.unit)
        unit = wire.text(end) ?? this.#failAtText('the unit', name)
      else if (tag === METRIC_FAMILY.type) type = wire.signed(end)
      else wire.skip(tag, end)
    }
    return { name, type, help, unit }
  }

  #failAtText(what: string, name: string): never {
    const family = name === '' ? 'a metric family' : `metric ${quoteGo(name)}`
    return this.#wire.fail(`${what} of ${family} is not utf8: ${this.#wire.quoteText()}`)
  }

  #failAtMany(): never {
    throw new TooManySamples('protobuf parsing error', this.#maxSamples)
  }

  #checkName(name: string): void {
    if (name === '') this.#wire.fail('a metric family has no name')
    if (!this.#isName(name)) this.#wire.fail(`invalid metric name ${quoteGo(name)}`)
  }

  #failAtType(name: string, type: number): never {
    return this.#wire.fail(`metric ${quoteGo(name)} has the unknown type ${type}`)
  }

  #withMetrics(head: Omit<Head, 'type'>, type: MetricType, end: number): MetricFamily {
    switch (type) {
      case 'counter':
        return { ...head, type, metrics: this.#readMetrics(end, type, counterContent) }
      case 'gauge':
        return { ...head, type, metrics: this.#readMetrics(end, type, gaugeContent) }
      case 'untyped':
        return { ...head, type, metrics: this.#readMetrics(end, type, untypedContent) }
      case 'summary':
        return { ...head, type, metrics: this.#readMetrics(end, type, summaryContent) }
      case 'histogram':
      case 'gauge_histogram':
        return { ...head, type, metrics: this.#readMetrics(end, type, histogramContent) }
    }
  }

  #readMetrics<P, M extends Metric>(
    end: number,
    type: MetricType,
    content: MetricContent<P, M>,
  ): M[] {
    const wire = this.#wire
    const metrics: M[] = []
    while (wire.pos < end) {
      const tag = wire.varint(end)
      if (tag === METRIC_FAMILY.metric) {
        if (++this.#samples > this.#maxSamples) this.#failAtMany()
        metrics.push(this.#readMetric(wire.enter(end), type, content))
      } else {
        wire.skip(tag, end)
      }
    }
    return metrics
  }

  /** What a metric holds for other types is passed over; without what belongs to its own it is refused. */
  #readMetric<P, M extends Metric>(end: number, type: MetricType, content: MetricContent<P, M>): M {
    const wire = this.#wire
    const metric = content.create()
    let hasContent = false
    let timestampMs: number | undefined
    this.#labels.clear()
    while (wire.pos < end) {
      const tag = wire.varint(end)
      if (tag === METRIC.label) {
        this.#labels.read(wire.enter(end))
      } else if (tag === content.tag) {
        content.read(wire, wire.enter(end), metric, this.#exemplarLabels)
        hasContent = true
      } else if (tag === METRIC.timestampMs) {
        timestampMs = wire.signed(end)
      } else {
        wire.skip(tag, end)
      }
    }
    const finished = content.finish(metric, this.#labels.finish(), timestampMs)
    return hasContent ? finished : this.#failWithoutContent(finished, type)
  }

  #failWithoutContent({ labels }: Metric, type: MetricType): never {
    const series = formatSeries(seriesName(this.#wire.metric ?? ''), formatLabels(labels))
    return this.#wire.fail(`metric ${series} is not a ${type.toUpperCase()}`)
  }
}
