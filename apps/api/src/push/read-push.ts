import { Problem } from '@postern/domain'
import { ExpositionError, type MetricFamily, parseText } from '@postern/exposition'

/** The families of a pushed body. Throws `push-malformed` with the line and the cause. */
export function readPush(body: Uint8Array): MetricFamily[] {
  try {
    return parseText(body)
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error
    throw new Problem('push-malformed', error.message, {
      cause: error,
      members: { line: error.line, metric: error.metric, reason: error.reason },
    })
  }
}
