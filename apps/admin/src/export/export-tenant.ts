/**
 * All that is held of a tenant, one thing a line, as `{"group": {…}}`; no secret is among it. Read page by page, each in a
 * transaction of its own, so that its size does not matter and nobody waits for it: what changes meanwhile is shown as it
 * is when its page is read.
 */
import {
  type Credential,
  describeMetrics,
  pastPush,
  readFamily,
  type SystemRetention,
  type Tenant,
  unpackContent,
} from '@postern/domain'
import {
  type AddressedPush,
  type DatabaseClock,
  type Db,
  findGroupContents,
  findLimits,
  findRetention,
  findTenantSeries,
  type GroupRecord,
  listAllPushes,
  listCredentials,
  listGroupRecords,
  listNamespaces,
  listTrustRules,
  type TenantDb,
  withTenant,
} from '@postern/store'
import { exportAudit } from '../audit/read-audit.ts'
import { momentIn, readAllChecks } from '../checks/read-checks.ts'
import { showCredential } from '../credentials/show-credential.ts'
import { groupId } from '../groups/directory-entry.ts'
import { showGroup, showMoment } from '../groups/show-group.ts'
import { showNamespace } from '../namespaces/show-namespace.ts'
import { showNamespaceSettings, showTenantSettings } from '../retention/read-settings.ts'
import { showTenant } from '../tenants/show-tenant.ts'
import { showTrustRule } from '../trust-rules/show-trust-rule.ts'

export interface ExportDeps {
  readonly db: Db
  readonly retention: SystemRetention
  readonly databaseClock?: DatabaseClock | undefined
}

export interface ExportOptions {
  readonly metrics: boolean
  readonly audit: boolean
}

const PAGE = 500

/** Ends with a line that counts the others: an export without it was cut off. */
export async function* exportTenant(
  deps: ExportDeps,
  tenant: Tenant,
  { metrics, audit }: ExportOptions,
): AsyncGenerator<string> {
  let lines = 0
  const parts = [
    settingLines(deps, tenant),
    credentialLines(deps, tenant),
    groupLines(deps, tenant, metrics),
    pushLines(deps, tenant),
    ...(audit ? [auditLines(deps, tenant)] : []),
  ]
  for (const part of parts) {
    for await (const text of part) {
      lines++
      yield text
    }
  }
  yield line('end', { lines })
}

function line(kind: string, what: object): string {
  return `${JSON.stringify({ [kind]: what })}\n`
}

/** What was set: little, and read at once. */
async function* settingLines(
  { db, retention, databaseClock }: ExportDeps,
  tenant: Tenant,
): AsyncGenerator<string> {
  const { id } = tenant
  const found = await withTenant(db, id, async (own) => ({
    namespaces: await listNamespaces(own, id),
    limits: await findLimits(own, id),
    policies: await findRetention(own, id, retention),
    series: await findTenantSeries(own, id),
    rules: await listTrustRules(own, id),
    checks: await readAllChecks(own, id, await momentIn(own, id, databaseClock)),
  }))
  const { limits, policies } = found
  yield line('tenant', {
    ...showTenant(tenant),
    limits: limits.tenant,
    retention: showTenantSettings(policies.tenant),
    series: found.series,
  })
  for (const namespace of found.namespaces) {
    const { name } = namespace
    yield line('namespace', {
      ...showNamespace(namespace),
      limits: limits.namespaces.get(name) ?? {},
      retention: showNamespaceSettings(policies.namespaces.get(name) ?? { jobs: [] }),
    })
  }
  for (const rule of found.rules) yield line('trustRule', showTrustRule(rule))
  for (const { shown } of found.checks) yield line('check', shown)
}

async function* credentialLines({ db }: ExportDeps, { id }: Tenant): AsyncGenerator<string> {
  const pages = pagesOf(db, id, (own, last: Credential | undefined) =>
    listCredentials(own, id, { limit: PAGE, after: last?.id }),
  )
  for await (const credential of pages) yield line('credential', showCredential(credential))
}

async function* groupLines(
  deps: ExportDeps,
  tenant: Tenant,
  metrics: boolean,
): AsyncGenerator<string> {
  const { db, databaseClock } = deps
  const { id } = tenant
  const nowMs = await withTenant(db, id, (own) => momentIn(own, id, databaseClock))
  const groups = pagesOf(db, id, (own, last: GroupRecord | undefined) =>
    listGroupRecords(own, id, last, PAGE),
  )
  for await (const some of inBatches(groups)) {
    const living = some.filter((group) => group.expiresAtMicros > nowMs * 1_000)
    const contents = metrics
      ? await withTenant(db, id, (own) => findGroupContents(own, id, living))
      : []
    for (const [index, group] of living.entries()) {
      yield line('group', showGroup(group))
      yield* metricLines(group, contents[index])
    }
  }
}

// What is held at a time: some thousand small groups or a few large ones.
const BATCH_BYTES = 8 * 1024 * 1024

/** As many groups at a time as hold not too much together. */
async function* inBatches(groups: AsyncIterable<GroupRecord>): AsyncGenerator<GroupRecord[]> {
  let batch: GroupRecord[] = []
  let bytes = 0
  for await (const group of groups) {
    if (bytes + group.bytes > BATCH_BYTES || batch.length === PAGE) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(group)
    bytes += group.bytes
  }
  if (batch.length > 0) yield batch
}

// A line of a family with very many metrics stays of a size that a program reads at once.
const METRICS_PER_LINE = 1_000

/** What a group holds, a line a family, or several for a large one. */
function* metricLines(group: GroupRecord, bytes: Uint8Array | undefined): Generator<string> {
  if (!bytes) return
  const content = unpackContent(bytes)
  for (const entry of content.families) {
    const family = readFamily(content, entry)
    const head = {
      group: groupId(group),
      namespace: group.namespace,
      name: entry.name,
      type: entry.type,
      help: entry.help ?? null,
      unit: family.unit ?? null,
      pushedAt: showMoment(entry.pushedAtMicros),
    }
    for (let start = 0; start < family.metrics.length; start += METRICS_PER_LINE) {
      const metrics = describeMetrics(family, start, start + METRICS_PER_LINE)
      yield line('metrics', { ...head, metrics })
    }
  }
}

async function* pushLines({ db }: ExportDeps, { id }: Tenant): AsyncGenerator<string> {
  const pages = pagesOf(db, id, (own, last: AddressedPush | undefined) =>
    listAllPushes(own, id, last?.atMicros ?? 0, PAGE),
  )
  for await (const push of pages) {
    yield line('push', { group: groupId(push), namespace: push.namespace, ...pastPush(push) })
  }
}

async function* auditLines({ db }: ExportDeps, { id }: Tenant): AsyncGenerator<string> {
  for await (const event of exportAudit(db, id, {})) {
    yield `{"auditEvent":${event.trimEnd()}}\n`
  }
}

/** What is read page by page, one thing after the other; each page is told the last of the one before. */
async function* pagesOf<T>(
  db: Db,
  id: Tenant['id'],
  read: (own: TenantDb, last: T | undefined) => Promise<T[]>,
): AsyncGenerator<T> {
  let last: T | undefined
  for (;;) {
    const after = last
    const page = await withTenant(db, id, (own) => read(own, after))
    yield* page
    last = page.at(-1)
    if (page.length < PAGE) return
  }
}
