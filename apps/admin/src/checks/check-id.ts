import { type CheckId, checkId, isUuid } from '@postern/domain'
import { checkNotFound } from './check-not-found.ts'

/** Throws `check-not-found` for what could be no id. */
export function toCheckId(text: string): CheckId {
  if (!isUuid(text)) throw checkNotFound()
  return checkId(text)
}
