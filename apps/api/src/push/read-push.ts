import { type Limits, limitExceeded, Problem, systemLimits } from '@postern/domain'
import {
  ExpositionError,
  type MetricFamily,
  type ParseOptions,
  parseOpenMetrics,
  parseProtobuf,
  parseText,
  TooManySamples,
} from '@postern/exposition'
import { type PushFormat, pushFormat } from './content-type.ts'
import { refuseLongLines } from './line-length.ts'

type Parser = (body: Uint8Array, options: ParseOptions) => MetricFamily[]

export interface ReadOptions {
  readonly utf8Names?: boolean
  readonly limits?: Limits
}

const parsers: Readonly<Record<PushFormat, Parser>> = {
  text: parseText,
  openmetrics: (body, options) => (isEnded(body) ? parseOpenMetrics : parseText)(body, options),
  protobuf: parseProtobuf,
}

/** OpenMetrics that does not say where it ends is none: clients call text so, and the Pushgateway takes it as text. */
function isEnded(body: Uint8Array): boolean {
  return /(?:^|\n)# EOF\n?$/.test(Buffer.from(body.subarray(-7)).toString('latin1'))
}

// In OpenMetrics a series may come with a line that says when it was created.
const LINES_PER_SERIES = 2

/**
 * The families of a pushed body. Throws `push-malformed` with the place, as far as it is known, and the cause, and
 * `limit-exceeded` as soon as more series show than may be in a push.
 */
export function readPush(
  body: Uint8Array,
  contentType?: string,
  { utf8Names = false, limits = systemLimits }: ReadOptions = {},
): MetricFamily[] {
  const format = pushFormat(contentType)
  if (format !== 'protobuf') refuseLongLines(body, limits.maxLineBytes)
  const maxSamples = limits.maxSeriesPerPush * (format === 'openmetrics' ? LINES_PER_SERIES : 1)
  try {
    return parsers[format](body, { utf8Names, maxSamples })
  } catch (error) {
    if (error instanceof TooManySamples) throw tooManySeries(limits)
    if (!(error instanceof ExpositionError)) throw error
    throw new Problem('push-malformed', error.message, {
      cause: error,
      members: { line: error.line, metric: error.metric, reason: error.reason },
    })
  }
}

function tooManySeries({ maxSeriesPerPush: allowed }: Limits): Problem {
  const found = `the push has more than ${allowed} series`
  return limitExceeded({ limit: 'maxSeriesPerPush', allowed, found })
}
