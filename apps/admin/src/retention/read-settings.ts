/** Retention as it is written, and as it is held. */
import type * as contract from '@postern/contract'
import {
  formatRetention,
  type JobRule,
  type NamespaceRetention,
  readRetention,
  type SystemRetention,
  type TenantRetention,
} from '@postern/domain'
import { invalidRequest } from '../invalid-request.ts'

/** Throws `request-invalid` for durations that cannot be. */
export function readTenantSettings(
  settings: contract.TenantRetentionSettings,
  system: SystemRetention,
): TenantRetention {
  return {
    defaultMs: readDuration(settings.default, '/retention/default', system),
    maximumMs: readDuration(settings.maximum, '/retention/maximum', system),
    showsExpiry: settings.showsExpiry,
  }
}

/** Throws `request-invalid` for durations that cannot be, and for two rules about one job. */
export function readNamespaceSettings(
  settings: contract.NamespaceRetentionSettings,
  system: SystemRetention,
): NamespaceRetention {
  const { jobs = [] } = settings
  const seen = new Set<string>()
  return {
    defaultMs: readDuration(settings.default, '/retention/default', system),
    showsExpiry: settings.showsExpiry,
    jobs: jobs.map(({ job, retention, keepLast }, index): JobRule => {
      const pointer = `/retention/jobs/${index}`
      if (seen.has(job)) {
        throw invalidRequest('body', `${pointer}/job`, 'has a rule already, further up')
      }
      seen.add(job)
      return { job, retentionMs: readDuration(retention, `${pointer}/retention`, system), keepLast }
    }),
  }
}

function readDuration(
  text: string | undefined,
  pointer: string,
  { minimumMs }: SystemRetention,
): number | undefined {
  if (text === undefined) return undefined
  const read = readRetention(text, minimumMs)
  if ('ms' in read) return read.ms
  throw invalidRequest('body', pointer, read.fault)
}

/** As it was set, so that it can be set again. */
export function showTenantSettings({
  defaultMs,
  maximumMs,
  showsExpiry,
}: TenantRetention): contract.TenantRetentionSettings {
  return {
    ...(defaultMs === undefined ? {} : { default: formatRetention(defaultMs) }),
    ...(maximumMs === undefined ? {} : { maximum: formatRetention(maximumMs) }),
    ...(showsExpiry === undefined ? {} : { showsExpiry }),
  }
}

export function showNamespaceSettings({
  defaultMs,
  showsExpiry,
  jobs,
}: NamespaceRetention): contract.NamespaceRetentionSettings {
  return {
    ...(defaultMs === undefined ? {} : { default: formatRetention(defaultMs) }),
    ...(showsExpiry === undefined ? {} : { showsExpiry }),
    jobs: jobs.map(({ job, retentionMs, keepLast }) => ({
      job,
      ...(retentionMs === undefined ? {} : { retention: formatRetention(retentionMs) }),
      ...(keepLast === undefined ? {} : { keepLast }),
    })),
  }
}
