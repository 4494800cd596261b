import {
  checkLabels,
  checkPushed,
  countFamilySeries,
  groupingKeyFromLabels,
  Problem,
  preparePush,
  systemLimits,
} from '@postern/domain'
import {
  ExpositionError,
  type MetricFamily,
  parseOpenMetrics,
  parseProtobuf,
  parseText,
} from '@postern/exposition'
import { readBytes } from '../client/read-input.ts'
import type { Context } from '../context.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { formatOf, type MetricsFormat } from './metrics-format.ts'

export interface ValidateOptions {
  readonly format?: MetricsFormat
  readonly utf8Names?: boolean
  readonly json?: boolean
}

const parsers = { text: parseText, openmetrics: parseOpenMetrics, protobuf: parseProtobuf } as const

// What is wrong with metrics alone does not depend on where they go.
const SOME_GROUP = groupingKeyFromLabels({ job: 'validate' }, { utf8Names: false })

/** The whole of `postern validate`: all that a gateway would say of these metrics alone, without one. */
export async function validateMetrics(
  file: string,
  options: ValidateOptions,
  { out }: Context,
): Promise<void> {
  const body = await readBytes(file)
  const format = options.format ?? formatOf(body)
  const families = check(body, format, options.utf8Names ?? false)
  if (typeof families === 'string') {
    if (options.json) out.print(JSON.stringify({ valid: false, format, error: families }))
    throw new Failure(EXIT_FAILURE, `${file}: ${families}`)
  }
  const series = families.reduce((sum, family) => sum + countFamilySeries(family), 0)
  if (options.json) {
    out.print(JSON.stringify({ valid: true, format, families: families.length, series }))
  } else {
    out.print(`${file}: sound ${format}: ${families.length} families, ${series} series`)
  }
}

/** The families, or what is wrong. */
function check(body: Uint8Array, format: MetricsFormat, utf8Names: boolean) {
  try {
    const families: MetricFamily[] = parsers[format](body, { utf8Names })
    checkPushed(families, systemLimits)
    const place = { groupingKey: SOME_GROUP, namespaceLabel: undefined }
    checkLabels(preparePush(families, place), systemLimits)
    return families
  } catch (error) {
    if (error instanceof ExpositionError || error instanceof Problem) return error.message
    throw error
  }
}
