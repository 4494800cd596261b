/** For tests: groups as the data plane writes them. */
import {
  contentSize,
  DEFAULT_NAMESPACE,
  emptyContent,
  type FamilyLines,
  type GroupContent,
  NEVER,
  pushInto,
  type TenantId,
} from '@postern/domain'
import {
  type Db,
  type GroupRow,
  lockHead,
  type PlacedPush,
  type PushOrigin,
  saveBatch,
  type TenantDb,
  withTenant,
} from '@postern/store'

export interface HeldGroup {
  readonly labels: Readonly<Record<string, string>>
  readonly namespace?: string
  /** Milliseconds since 1970; the last good push is now when not given. */
  readonly pushedMs?: number | undefined
  readonly failedMs?: number
  /** Never when not given. */
  readonly expiresMs?: number
  readonly families?: readonly FamilyLines[]
  readonly origin?: PushOrigin
  readonly lastError?: string
  /** The row tells nothing of its size, as those of former releases. */
  readonly uncounted?: true
}

/** A family of gauges, as a push renders it. */
export function gauges(name: string, ...values: readonly number[]): FamilyLines {
  const lines = values.map((value, index) => `${name}{part="${index}"} ${value}\n`)
  const head = { name, type: 'gauge', help: `${name} of a test` } as const
  return { ...head, series: values.length, lines: lines.join(''), protobuf: undefined }
}

/** Writes them with one new version of the tenant. Those that are there are replaced. */
export async function holdGroups(
  db: Db,
  tenantId: TenantId,
  groups: readonly HeldGroup[],
): Promise<void> {
  await withTenant(db, tenantId, async (own) => {
    const version = await nextVersion(own, tenantId)
    const rows = groups.map(asRow(version))
    const atMicros = Date.now() * 1_000
    await saveBatch(own, tenantId, { groups: rows, pushes: [], version, atMicros })
  })
}

/** Remembers pushes, whatever became of their groups. */
export async function rememberPushes(
  db: Db,
  tenantId: TenantId,
  pushes: readonly PlacedPush[],
): Promise<void> {
  await withTenant(db, tenantId, async (own) => {
    const version = await nextVersion(own, tenantId)
    await saveBatch(own, tenantId, { groups: [], pushes, version, atMicros: Date.now() * 1_000 })
  })
}

async function nextVersion(db: TenantDb, tenantId: TenantId): Promise<number> {
  return ((await lockHead(db, tenantId))?.version ?? 0) + 1
}

const DEFAULT_FAMILIES = [gauges('size_bytes', 1)]

function asRow(version: number): (group: HeldGroup) => GroupRow {
  return (group) => {
    const content = contentOf(group.families ?? DEFAULT_FAMILIES)
    const { pushedMs = 'pushedMs' in group ? undefined : Date.now(), failedMs } = group
    return {
      namespace: group.namespace ?? DEFAULT_NAMESPACE,
      groupingKey: Object.entries(group.labels)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flat(),
      content: content.bytes,
      size: group.uncounted ? undefined : contentSize(content),
      pushedAtMicros: pushedMs === undefined ? undefined : pushedMs * 1_000,
      failedAtMicros: failedMs === undefined ? undefined : failedMs * 1_000,
      createdVersion: version,
      expiry: {
        headerMs: undefined,
        groupMs: undefined,
        atMicros: group.expiresMs === undefined ? NEVER : group.expiresMs * 1_000,
        rule: 'system',
        isCut: false,
      },
      origin: group.origin,
      lastError: group.lastError,
    }
  }
}

function contentOf(families: readonly FamilyLines[]): GroupContent {
  return pushInto(emptyContent, families, 'PUT', Date.now() * 1_000)
}
