export { escapeFamily, escapeLabels } from './escape-family.ts'
export {
  decodeEscapedName,
  type EscapingScheme,
  escapeLabelName,
  escapeMetricName,
  escapingSchemes,
} from './escape-name.ts'
export { ExpositionError, TooManySamples } from './exposition-error.ts'
export { formatFloat } from './format-float.ts'
export { formatLabels } from './format-labels.ts'
export { compareBytes, compareSeries, mergeLabels, sortLabels } from './labels.ts'
export type * from './metric.ts'
export type { NameOptions, ParseOptions } from './name-options.ts'
export { isLegacyLabelName, isLegacyMetricName, isUtf8Name } from './names.ts'
export { parseOpenMetrics } from './parse-open-metrics.ts'
export { parseProtobuf } from './parse-protobuf.ts'
export { parseText } from './parse-text.ts'
export { quoteGo } from './quote-go.ts'
export { writeOpenMetrics } from './write-open-metrics.ts'
export { type ProtoTextForm, writeProtoText } from './write-proto-text.ts'
export { writeProtobuf } from './write-protobuf.ts'
export { writeText, writeTextHeader, writeTextSamples } from './write-text.ts'
