import {
  type RetentionEffect,
  type RetentionPolicies,
  RetentionPreview,
  type TenantId,
} from '@postern/domain'
import { type DatabaseClock, findHead, momentOf } from './heads.ts'
import { afterRow, type RetainedRow, selectRetained } from './retained-groups.ts'
import type { TenantDb } from './with-tenant.ts'

// What is held at a time beside what is counted.
const ROWS_PER_READ = 5_000

/** What these policies would do to the tenant's groups as they are now. Needs a snapshot. */
export async function previewRetention(
  db: TenantDb,
  tenantId: TenantId,
  policies: RetentionPolicies,
  clock?: DatabaseClock,
): Promise<RetentionEffect> {
  const head = await findHead(db, tenantId)
  const now = head ? momentOf(head, clock) : 0
  const preview = new RetentionPreview(policies, now)
  let after: RetainedRow | undefined
  for (;;) {
    const rows = await selectRetained(db, tenantId, now, afterRow(after), ROWS_PER_READ)
    for (const row of rows) preview.add(row)
    after = rows.at(-1)
    if (rows.length < ROWS_PER_READ) return preview.effect
  }
}
