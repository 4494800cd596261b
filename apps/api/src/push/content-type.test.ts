import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PushFormat, pushFormat } from './content-type.ts'

const PROTOBUF = 'application/vnd.google.protobuf'
const FAMILY = 'proto=io.prometheus.client.MetricFamily'

const cases: readonly [contentType: string | undefined, format: PushFormat][] = [
  [`${PROTOBUF}; ${FAMILY}; encoding=delimited`, 'protobuf'],
  [`${PROTOBUF};encoding=delimited;${FAMILY}`, 'protobuf'],
  [
    `Application/VND.Google.Protobuf; Proto=io.prometheus.client.MetricFamily; ENCODING=delimited`,
    'protobuf',
  ],
  [`${PROTOBUF}; proto="io.prometheus.client.MetricFamily"; encoding="delimited"`, 'protobuf'],
  [`${PROTOBUF}; ${FAMILY}; encoding=delimited; escaping=underscores`, 'protobuf'],
  [PROTOBUF, 'text'],
  [`${PROTOBUF}; ${FAMILY}`, 'text'],
  [`${PROTOBUF}; encoding=delimited`, 'text'],
  [`${PROTOBUF}; ${FAMILY}; encoding=text`, 'text'],
  [`${PROTOBUF}; ${FAMILY}; encoding=DELIMITED`, 'text'],
  [`${PROTOBUF}; proto=IO.prometheus.client.MetricFamily; encoding=delimited`, 'text'],
  [`${PROTOBUF}; ${FAMILY}; encoding=delimited; encoding=delimited`, 'text'],
  ['application/x-protobuf', 'text'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; version=1.0.0; charset=utf-8', 'openmetrics'],
  ['text/plain; version=0.0.4', 'text'],
  ['text/plain; version=1.0.0; escaping=allow-utf-8', 'text'],
  ['application/x-www-form-urlencoded', 'text'],
  ['application/json', 'text'],
  ['nonsense', 'text'],
  ['', 'text'],
  [undefined, 'text'],
]

for (const [contentType, format] of cases) {
  test(`a body called ${contentType === undefined ? 'nothing' : `"${contentType}"`} is read as ${format}`, () => {
    assert.equal(pushFormat(contentType), format)
  })
}
