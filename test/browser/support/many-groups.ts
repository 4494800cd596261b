import { contentSize, emptyContent, NEVER, pushInto, type Tenant } from '@postern/domain'
import { type GroupRow, lockHead, saveBatch, withTenant } from '@postern/store'
import type { TestDatabase } from '@postern/testkit'

// As many as one statement writes without ado.
const CHUNK = 10_000

const family = {
  name: 'rows',
  type: 'gauge',
  help: 'Rows of the table.',
  series: 1,
  lines: 'rows 1\n',
  protobuf: undefined,
} as const

/** Writes as many groups `{job="batch", shard="…"}` as data plane would, but without a request for each. */
export async function holdMany(
  { api }: TestDatabase,
  tenant: Tenant,
  count: number,
): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    await withTenant(api, tenant.id, async (own) => {
      const nowMicros = Date.now() * 1_000
      const version = ((await lockHead(own, tenant.id))?.version ?? 0) + 1
      const rows = Array.from({ length: Math.min(CHUNK, count - from) }, (_, index) =>
        rowOf(from + index, version, nowMicros),
      )
      const batch = { groups: rows, pushes: [], version, atMicros: nowMicros }
      await saveBatch(own, tenant.id, batch)
    })
  }
}

function rowOf(index: number, version: number, nowMicros: number): GroupRow {
  const content = pushInto(emptyContent, [family], 'PUT', nowMicros)
  return {
    namespace: 'default',
    groupingKey: ['job', 'batch', 'shard', String(index).padStart(6, '0')],
    content: content.bytes,
    size: contentSize(content),
    pushedAtMicros: nowMicros,
    failedAtMicros: undefined,
    createdVersion: version,
    expiry: {
      headerMs: undefined,
      groupMs: undefined,
      atMicros: NEVER,
      rule: 'system',
      isCut: false,
    },
    origin: undefined,
    lastError: undefined,
  }
}
