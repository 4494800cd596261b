import { Problem } from '@postern/domain'
import {
  ExpositionError,
  type MetricFamily,
  type NameOptions,
  parseOpenMetrics,
  parseProtobuf,
  parseText,
} from '@postern/exposition'
import { type PushFormat, pushFormat } from './content-type.ts'

type Parser = (body: Uint8Array, options: NameOptions) => MetricFamily[]

const parsers: Readonly<Record<PushFormat, Parser>> = {
  text: parseText,
  openmetrics: (body, options) => (isEnded(body) ? parseOpenMetrics : parseText)(body, options),
  protobuf: parseProtobuf,
}

/** OpenMetrics that does not say where it ends is none: clients call text so, and the Pushgateway takes it as text. */
function isEnded(body: Uint8Array): boolean {
  return /(?:^|\n)# EOF\n?$/.test(Buffer.from(body.subarray(-7)).toString('latin1'))
}

/** The families of a pushed body. Throws `push-malformed` with the place, as far as it is known, and the cause. */
export function readPush(
  body: Uint8Array,
  contentType?: string,
  options: NameOptions = {},
): MetricFamily[] {
  try {
    return parsers[pushFormat(contentType)](body, options)
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error
    throw new Problem('push-malformed', error.message, {
      cause: error,
      members: { line: error.line, metric: error.metric, reason: error.reason },
    })
  }
}
