import { type EscapingScheme, escapingSchemes } from '@postern/exposition'
import { parseWeighted, type WeightedItem } from '../header-items.ts'
import type { FormatName } from './exposition-format.ts'

export interface NegotiatedFormat {
  readonly format: FormatName
  /** How names are shown that not every Prometheus can read. */
  readonly scheme: EscapingScheme
  readonly contentType: string
}

export interface FormatOptions {
  /** Whether OpenMetrics is among the formats that may be chosen. */
  readonly openMetrics: boolean
}

interface Offer {
  readonly format: FormatName
  readonly contentType: string
}

const TEXT: Offer = { format: 'text', contentType: 'text/plain; version=0.0.4; charset=utf-8' }
const TEXT_1: Offer = { format: 'text', contentType: 'text/plain; version=1.0.0; charset=utf-8' }

const PROTOBUF = 'application/vnd.google.protobuf'
const MESSAGE = 'io.prometheus.client.MetricFamily'
const OPEN_METRICS = 'application/openmetrics-text'

/** The most wanted format of an Accept header, as the Pushgateway reads it; text when none is known. */
export function negotiateFormat(
  accept: string | undefined,
  options: FormatOptions,
): NegotiatedFormat {
  // Counts even if the rest of its clause is not to be had.
  let scheme: EscapingScheme = 'underscores'
  for (const clause of parseWeighted(accept)) {
    if (clause.weight === 0) continue
    scheme = schemeOf(clause) ?? scheme
    const offer = offerFor(clause, options)
    if (offer) return withScheme(offer, scheme)
  }
  return withScheme(TEXT, scheme)
}

function withScheme({ format, contentType }: Offer, scheme: EscapingScheme): NegotiatedFormat {
  return { format, scheme, contentType: `${contentType}; escaping=${scheme}` }
}

function schemeOf({ parameters }: WeightedItem): EscapingScheme | undefined {
  const asked = parameters.get('escaping')
  return escapingSchemes.find((scheme) => scheme === asked)
}

function offerFor(clause: WeightedItem, { openMetrics }: FormatOptions): Offer | undefined {
  switch (clause.value) {
    case '*/*':
    case 'text/*':
      return TEXT
    case 'text/plain':
      return textFor(clause)
    case PROTOBUF:
      return protobufFor(clause)
    case OPEN_METRICS:
      return openMetrics ? openMetricsFor(clause) : undefined
    default:
      return undefined
  }
}

/** Version 1.0.0 is 0.0.4 with names of all kinds, so who asks for it says how names are to be escaped. */
function textFor(clause: WeightedItem): Offer | undefined {
  const version = clause.parameters.get('version')
  if (version === undefined || version === '0.0.4') return TEXT
  return version === '1.0.0' && schemeOf(clause) !== undefined ? TEXT_1 : undefined
}

function protobufFor({ parameters }: WeightedItem): Offer | undefined {
  if (parameters.get('proto') !== MESSAGE) return undefined
  const encoding = parameters.get('encoding') ?? ''
  const format = PROTOBUF_FORMATS.get(encoding)
  return format && { format, contentType: `${PROTOBUF}; proto=${MESSAGE}; encoding=${encoding}` }
}

const PROTOBUF_FORMATS: ReadonlyMap<string, FormatName> = new Map([
  ['delimited', 'protobuf'],
  ['text', 'proto-text'],
  ['compact-text', 'proto-compact-text'],
])

/** The draft 0.0.1 and 1.0.0 differ in what nobody here exposes. */
function openMetricsFor({ parameters }: WeightedItem): Offer | undefined {
  const version = parameters.get('version') ?? '1.0.0'
  if (version !== '1.0.0' && version !== '0.0.1') return undefined
  return {
    format: 'openmetrics',
    contentType: `${OPEN_METRICS}; version=${version}; charset=utf-8`,
  }
}
