import { parseHeaderItem } from '../header-items.ts'

export type PushFormat = 'text' | 'openmetrics' | 'protobuf'

/**
 * How a pushed body is to be read. Protobuf is only what says all of it, its values in these very letters; whatever is
 * missing, not known or not readable is text, as with the Pushgateway.
 */
export function pushFormat(contentType: string | undefined): PushFormat {
  const type = contentType === undefined ? undefined : parseHeaderItem(contentType)
  if (type?.value === 'application/openmetrics-text') return 'openmetrics'
  const isProtobuf =
    type?.value === 'application/vnd.google.protobuf' &&
    type.parameters.get('encoding') === 'delimited' &&
    type.parameters.get('proto') === 'io.prometheus.client.MetricFamily'
  return isProtobuf ? 'protobuf' : 'text'
}
