/** Protobuf as a hostile client may write it: wire format by hand, since no writer would let these through. */

export function field(fieldNumber: number, payload: Uint8Array | string): Buffer {
  const bytes = Buffer.from(payload)
  return Buffer.concat([varint(fieldNumber * 8 + 2), varint(bytes.length), bytes])
}

function number(fieldNumber: number, value: number): Buffer {
  return Buffer.concat([varint(fieldNumber * 8), varint(value)])
}

function double(fieldNumber: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([varint(fieldNumber * 8 + 1), bytes])
}

/** A message under its length, as bodies hold them one after the other. */
export function delimited(...parts: readonly Uint8Array[]): Buffer {
  const message = Buffer.concat(parts)
  return Buffer.concat([varint(message.length), message])
}

export function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Buffer.from([...bytes, rest])
}

/** A MetricFamily: name, type, metrics. */
export function family(name: string | undefined, type: number, ...metrics: Uint8Array[]): Buffer {
  const head = name === undefined ? [] : [field(1, name)]
  return delimited(...head, number(3, type), ...metrics.map((metric) => field(4, metric)))
}

/** A Metric with a gauge of that value. */
export function gauge(value: number): Buffer {
  return field(2, double(1, value))
}

export function label(name: string, value: string): Buffer {
  return field(1, Buffer.concat([field(1, name), field(2, value)]))
}

/** A Metric with a histogram of one bucket. */
export function histogram(upperBound: number, ...labels: Uint8Array[]): Buffer {
  const bucket = Buffer.concat([number(1, 1), double(2, upperBound)])
  return Buffer.concat([
    ...labels,
    field(7, Buffer.concat([number(1, 1), double(2, 1), field(3, bucket)])),
  ])
}
