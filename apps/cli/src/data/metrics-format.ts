/** In which of the formats some bytes are, by what they say themselves. */

export type MetricsFormat = 'text' | 'openmetrics' | 'protobuf'

export const mediaTypes: Readonly<Record<MetricsFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf:
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
}

export function formatOf(body: Uint8Array): MetricsFormat {
  if (isProtobuf(body)) return 'protobuf'
  const end = Buffer.from(body.subarray(-7)).toString('latin1')
  return /(?:^|\n)# EOF\n?$/.test(end) ? 'openmetrics' : 'text'
}

// The first byte of each field of a metric family: HELP, type, metrics, unit. The name, which comes first, has 0x0a.
const NAME_FIELD = 0x0a
const OTHER_FIELDS = new Set([0x12, 0x18, 0x22, 0x2a])

/** Whether it begins with a length, a name that fits into that, and another field. */
function isProtobuf(body: Uint8Array): boolean {
  let length = 0
  let at = 0
  for (; at < 5; at++) {
    const byte = body[at] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) break
  }
  const nameLength = body[at + 2] ?? 0
  const name = body.subarray(at + 3, at + 3 + nameLength)
  const isNamed = body[at + 1] === NAME_FIELD && nameLength > 0 && nameLength < length - 2
  return (
    isNamed && name.every((byte) => byte > 0x20) && OTHER_FIELDS.has(body[at + 3 + nameLength] ?? 0)
  )
}
