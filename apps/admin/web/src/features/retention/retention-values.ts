import { parseDuration } from '@postern/domain'
import type { RetentionSettings } from './queries.ts'

/** Settings as the form has them: empty for what is not said here. */
export interface RetentionValues {
  readonly default: string
  readonly maximum: string
  readonly showsExpiry: 'inherited' | 'yes' | 'no'
  readonly jobs: readonly JobRow[]
}

export interface JobRow {
  readonly job: string
  readonly retention: string
  readonly keepLast: string
}

export function valuesOf(settings: RetentionSettings): RetentionValues {
  const { showsExpiry, jobs = [] } = settings
  return {
    default: settings.default ?? '',
    maximum: settings.maximum ?? '',
    showsExpiry: showsExpiry === undefined ? 'inherited' : showsExpiry ? 'yes' : 'no',
    jobs: jobs.map(({ job, retention = '', keepLast }) => ({
      job,
      retention,
      keepLast: keepLast === undefined ? '' : String(keepLast),
    })),
  }
}

/** Undefined while something that was typed cannot be meant. */
export function toSettings(values: RetentionValues): RetentionSettings | undefined {
  const { showsExpiry } = values
  const rows = values.jobs.filter(({ job }) => job.trim() !== '')
  const isSound =
    isRetention(values.default) && isRetention(values.maximum) && rows.every(isSoundRow)
  if (!isSound) return undefined
  return {
    ...(values.default === '' ? {} : { default: values.default }),
    ...(values.maximum === '' ? {} : { maximum: values.maximum }),
    ...(showsExpiry === 'inherited' ? {} : { showsExpiry: showsExpiry === 'yes' }),
    ...(rows.length === 0 ? {} : { jobs: rows.map(toRule) }),
  }
}

/** Empty is sound: nothing is said. */
export function isRetention(text: string): boolean {
  return text === '' || text === 'never' || parseDuration(text) !== undefined
}

export function isCount(text: string): boolean {
  return text === '' || /^[1-9]\d{0,3}$/.test(text)
}

function isSoundRow({ retention, keepLast }: JobRow): boolean {
  return isRetention(retention) && isCount(keepLast) && (retention !== '' || keepLast !== '')
}

function toRule({ job, retention, keepLast }: JobRow) {
  return {
    job: job.trim(),
    ...(retention === '' ? {} : { retention }),
    ...(keepLast === '' ? {} : { keepLast: Number(keepLast) }),
  }
}
