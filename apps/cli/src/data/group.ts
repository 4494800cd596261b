/** Which group is meant, from the command line. */
import { durationPattern, groupingKeyFromLabels, writePushPath } from '@postern/domain'
import type { GatewayOptions } from '../client/find-gateway.ts'
import { usageFailure } from '../failure.ts'

export interface GroupOptions extends GatewayOptions {
  readonly job: string
  readonly grouping?: readonly string[]
  readonly namespace?: string
  readonly ttl?: string
}

/** The path of the group at the gateway. */
export function groupPath({ job, grouping = [], namespace }: Omit<GroupOptions, 'ttl'>): string {
  const labels = grouping.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw usageFailure(`--grouping ${pair}: expected name=value`)
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
  try {
    // Whether the tenant takes all of UTF-8, the gateway knows.
    const key = groupingKeyFromLabels({ ...Object.fromEntries(labels), job }, { utf8Names: true })
    return namespacePrefix({ namespace }) + writePushPath(key)
  } catch (error) {
    throw usageFailure('this names no group', { cause: error })
  }
}

/** What stands before the path of whatever lies in a namespace that is named. */
export function namespacePrefix({
  namespace,
}: {
  readonly namespace?: string | undefined
}): string {
  return namespace === undefined ? '' : `/ns/${encodeURIComponent(namespace)}`
}

export function ttlHeader(ttl: string | undefined): Record<string, string> {
  if (ttl === undefined) return {}
  if (ttl === 'never' || new RegExp(durationPattern).test(ttl)) return { 'postern-ttl': ttl }
  throw usageFailure(`--ttl ${ttl}: expected a duration such as 2h or 35d, or never`)
}
