import assert from 'node:assert/strict'
import { test } from 'node:test'
import { negotiateFormat } from './negotiate-format.ts'

const TEXT = 'text/plain; version=0.0.4; charset=utf-8'
const TEXT_1 = 'text/plain; version=1.0.0; charset=utf-8'
const PROTO = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily'
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const DRAFT = 'application/openmetrics-text; version=0.0.1; charset=utf-8'

const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const PROMETHEUS_2_NATIVE =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'
const PROMETHEUS_3_LEGACY = PROMETHEUS_3.replaceAll('allow-utf-8', 'underscores')
const PROMETHEUS_3_NATIVE = `application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,${PROMETHEUS_3}`

type Row = readonly [accept: string | undefined, contentType: string, withOpenMetrics?: string]

const rows: readonly Row[] = [
  [undefined, `${TEXT}; escaping=underscores`],
  ['', `${TEXT}; escaping=underscores`],
  ['nonsense', `${TEXT}; escaping=underscores`],
  ['*/*', `${TEXT}; escaping=underscores`],
  ['text/*', `${TEXT}; escaping=underscores`],
  ['text/plain', `${TEXT}; escaping=underscores`],
  ['Text/Plain;Version=0.0.4', `${TEXT}; escaping=underscores`],
  ['text/plain;version=1.0.0', `${TEXT}; escaping=underscores`],
  ['text/plain;version=2.0.0', `${TEXT}; escaping=underscores`],
  ['application/json', `${TEXT}; escaping=underscores`],
  ['application/json;escaping=dots', `${TEXT}; escaping=dots`],
  ['text/plain;version=0.0.4;escaping=allow-utf-8', `${TEXT}; escaping=allow-utf-8`],
  ['text/plain;escaping=values', `${TEXT}; escaping=values`],
  ['text/plain;escaping=bogus', `${TEXT}; escaping=underscores`],
  ['text/plain;version=1.0.0;escaping=allow-utf-8', `${TEXT_1}; escaping=allow-utf-8`],
  ['text/plain;version=1.0.0;escaping=underscores', `${TEXT_1}; escaping=underscores`],
  ['text/plain;version=1.0.0;escaping=bogus', `${TEXT}; escaping=underscores`],
  [`${PROTO}; encoding=delimited`, `${PROTO}; encoding=delimited; escaping=underscores`],
  [`${PROTO}; encoding=text`, `${PROTO}; encoding=text; escaping=underscores`],
  [`${PROTO}; encoding=compact-text`, `${PROTO}; encoding=compact-text; escaping=underscores`],
  [`${PROTO}; encoding=delimited; escaping=dots`, `${PROTO}; encoding=delimited; escaping=dots`],
  [`${PROTO}; encoding=json`, `${TEXT}; escaping=underscores`],
  [PROTO, `${TEXT}; escaping=underscores`],
  ['application/vnd.google.protobuf', `${TEXT}; escaping=underscores`],
  [
    'application/vnd.google.protobuf;proto=other;encoding=delimited',
    `${TEXT}; escaping=underscores`,
  ],
  [`${PROTO};encoding=delimited;q=0.1, text/plain;q=0.9`, `${TEXT}; escaping=underscores`],
  [
    `text/plain;q=0.1, ${PROTO};encoding=delimited;q=0.9`,
    `${PROTO}; encoding=delimited; escaping=underscores`,
  ],
  [`text/plain, ${PROTO};encoding=delimited`, `${TEXT}; escaping=underscores`],
  [`*/*, ${PROTO};encoding=delimited`, `${PROTO}; encoding=delimited; escaping=underscores`],
  [`${PROTO};encoding=delimited;q=0`, `${TEXT}; escaping=underscores`],
  [`${PROTO};encoding=delimited;escaping=dots;q=0.2, text/plain`, `${TEXT}; escaping=underscores`],
  [
    'application/openmetrics-text',
    `${TEXT}; escaping=underscores`,
    `${OPEN_METRICS}; escaping=underscores`,
  ],
  [
    'application/openmetrics-text;version=0.0.1',
    `${TEXT}; escaping=underscores`,
    `${DRAFT}; escaping=underscores`,
  ],
  ['application/openmetrics-text;version=2.0.0', `${TEXT}; escaping=underscores`],
  [PROMETHEUS_2, `${TEXT}; escaping=underscores`, `${OPEN_METRICS}; escaping=underscores`],
  [PROMETHEUS_2_NATIVE, `${PROTO}; encoding=delimited; escaping=underscores`],
  [PROMETHEUS_3, `${TEXT_1}; escaping=allow-utf-8`, `${OPEN_METRICS}; escaping=allow-utf-8`],
  [PROMETHEUS_3_LEGACY, `${TEXT_1}; escaping=underscores`, `${OPEN_METRICS}; escaping=underscores`],
  [PROMETHEUS_3_NATIVE, `${PROTO}; encoding=delimited; escaping=underscores`],
]

for (const [accept, contentType, withOpenMetrics = contentType] of rows) {
  test(`Accept: ${accept ?? '(missing)'}`, () => {
    assert.equal(negotiateFormat(accept, { openMetrics: false }).contentType, contentType)
    assert.equal(negotiateFormat(accept, { openMetrics: true }).contentType, withOpenMetrics)
  })
}
