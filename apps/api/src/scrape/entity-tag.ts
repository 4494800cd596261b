/** Names for answers, so that a client which has one already need not get it again (RFC 9110 section 8.8.3). */
import { createHash } from 'node:crypto'
import type { ScrapeEncoding } from './negotiate-encoding.ts'

export interface TaggedAnswer {
  readonly tenantId: string
  readonly namespaces: readonly string[]
  /** Whether these are all that the tenant has. */
  readonly isWhole: boolean
  /** Format and escaping. */
  readonly contentType: string
  readonly encoding: ScrapeEncoding
  /** Of the tenant's view: with the rest it decides every byte, on every replica. */
  readonly revision: string
}

/**
 * Equal answers have equal tags on every replica. Weak when compressed: where the parts of a compressed answer begin
 * depends on what the replica compressed before.
 */
export function entityTag(answer: TaggedAnswer): string {
  const { tenantId, namespaces, isWhole, contentType, encoding, revision } = answer
  const what = JSON.stringify([tenantId, namespaces, isWhole, contentType])
  const hash = createHash('sha256').update(what).digest('base64url').slice(0, 16)
  return encoding === 'identity' ? `"${hash}-${revision}"` : `W/"${hash}-${revision}-${encoding}"`
}
