/** A world to look at: tenants as they might be after a month, with something of everything. */
import type * as contract from '@postern/contract'
import { tenantId } from '@postern/domain'
import { recordUsage, withTenant } from '@postern/store'
import { createOperatorKey } from '@postern/testkit'
import type { Web } from './web.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface Demo {
  readonly slug: string
  readonly pushKey: string
  call(method: string, path: string, body?: object): Promise<Json>
  /** Pushes text to a grouping key such as `job/backup/zone/eu`. */
  push(groupingKey: string, text: string, headers?: Readonly<Record<string, string>>): Promise<void>
}

/** What any answer may hold; who asks knows what its own must hold. */
interface Json {
  readonly tenant: contract.Tenant
  readonly check: contract.Check
  readonly credential: contract.Credential
  readonly secret: string
}

/** A tenant "warehouse" with groups, keys, checks and a month of usage, and some neighbours. */
export async function makeDemo(web: Web): Promise<Demo> {
  const { key } = await createOperatorKey(web.database.admin)
  const call = caller(web.adminUrl, key)
  for (const [slug, name] of neighbours) {
    await call('POST', '/api/v1/tenants', { slug, name })
  }
  const { tenant } = await call('GET', '/api/v1/tenants/warehouse')
  const tenantPath = '/api/v1/tenants/warehouse'
  const { secret } = await call('POST', `${tenantPath}/credentials`, {
    name: 'Nightly jobs',
    note: 'In the vault under warehouse/push',
    scopes: ['push', 'delete'],
    namespaces: ['*'],
    expiresIn: '90d',
  })
  const push = pusher(web.apiUrl, secret)
  await fillUsage(web, tenant.id)
  await makeCredentials(call, tenantPath)
  await makeChecks(call, tenantPath)
  await call('POST', `${tenantPath}/namespaces`, { name: 'research' })
  await pushMonth(web, push)
  return { slug: 'warehouse', pushKey: secret, call, push }
}

const neighbours = [
  ['payments', 'Payments'],
  ['warehouse', 'Data Warehouse'],
  ['search', 'Search'],
  ['mobile', 'Mobile Builds'],
  ['ml-platform', 'Machine Learning'],
] as const

function caller(adminUrl: string, key: string): Demo['call'] {
  return async (method, path, body) => {
    const reply = await fetch(adminUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}

function pusher(apiUrl: string, key: string): Demo['push'] {
  return async (groupingKey, text, headers = {}) => {
    const inNamespace = groupingKey.startsWith('ns/') ? '' : 'metrics/'
    await fetch(`${apiUrl}/${inNamespace}${groupingKey}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'user-agent': 'etl/2.4', ...headers },
      body: text,
    })
  }
}

async function makeCredentials(call: Demo['call'], path: string): Promise<void> {
  const make = (draft: object) => call('POST', `${path}/credentials`, draft)
  await make({ name: 'Prometheus eu-1', scopes: ['scrape', 'discover', 'read'], namespaces: ['*'] })
  await make({ name: 'Grafana Alloy, staging', scopes: ['scrape'], namespaces: ['default'] })
  await make({
    name: 'Load test',
    scopes: ['push'],
    namespaces: ['default'],
    expiresIn: '7d',
    labelRules: { job: ['load-*'] },
  })
  const old = await make({ name: 'Airflow', scopes: ['push', 'delete'], namespaces: ['*'] })
  await call('POST', `${path}/credentials/${old.credential.id}/rotate`, { overlap: '24h' })
  const gone = await make({ name: 'Laptop of Kim', scopes: ['push'], namespaces: ['*'] })
  await call('DELETE', `${path}/credentials/${gone.credential.id}`)
}

async function makeChecks(call: Demo['call'], path: string): Promise<void> {
  const make = (draft: object) => call('POST', `${path}/checks`, draft)
  await make({
    name: 'nightly-backup',
    schedule: { cron: '30 2 * * *' },
    timeZone: 'Europe/Berlin',
    grace: '2h',
  })
  await make({ name: 'etl-orders', schedule: { period: '1h' }, grace: '15m' })
  await make({ name: 'etl-users', schedule: { period: '1h' }, grace: '15m' })
  await make({ name: 'report', schedule: { onCalendar: 'Mon..Fri 06:00' }, grace: '1h' })
  const paused = await make({ name: 'reindex', schedule: { period: '7d' } })
  await call('POST', `${path}/checks/${paused.check.id}/pause`)
}

/** A month by the hour, with days and nights, and a bad afternoon. */
async function fillUsage(web: Web, id: string): Promise<void> {
  const tenant = tenantId(id)
  const now = Date.now()
  await withTenant(web.database.api, tenant, async (own) => {
    for (let ago = 30 * 24; ago > 0; ago--) {
      const at = new Date(now - ago * HOUR_MS)
      const day = 1 + 0.5 * Math.sin((at.getUTCHours() / 24) * 2 * Math.PI - 2)
      const growth = 1 - ago / 1_400
      const isBad = ago > 190 && ago < 198
      const refusals = new Map(
        isBad ? [['push-inconsistent', 340]] : ago % 17 === 0 ? [['push-malformed', 6]] : [],
      )
      const groups = Math.round(1_180 * growth + 40 * day)
      const held = { groups, series: groups * 61 }
      const pushes = Math.round(5_200 * day * growth)
      await recordUsage(own, tenant, { pushes, samples: pushes * 60, held, refusals }, at)
    }
  })
}

const tables = ['orders', 'users', 'invoices', 'shipments', 'returns', 'stock', 'prices']
const zones = ['eu-west', 'eu-north', 'us-east']

/** Pushes at their times: some long ago, some refused. */
async function pushMonth(web: Web, push: Demo['push']): Promise<void> {
  await atTime(web, -20 * DAY_MS, () =>
    push('job/migration/step/7', 'migration_rows_total 4150388\n'),
  )
  await atTime(web, -34.4 * DAY_MS, () => push('job/quarter-report', 'report_pages 112\n'))
  await atTime(web, -3 * DAY_MS, () =>
    push('job/reindex/cluster/a', 'reindex_documents 81400210\n'),
  )
  for (const hours of [26, 3, 2, 1]) {
    await atTime(web, -hours * HOUR_MS, async () => {
      await push('job/nightly-backup/zone/eu-west', backup(hours))
      await push('job/etl-orders', etl('orders', hours), run(hours))
      if (hours > 2) await push('job/etl-users', etl('users', hours), run(hours))
    })
  }
  for (const zone of zones) {
    for (const table of tables) {
      await push(`job/etl/table/${table}/zone/${zone}`, etl(table, 1))
    }
  }
  await push(
    'ns/research/metrics/job/training/model/ranker',
    'training_loss 0.0417\ntraining_epoch 31\n',
  )
  await push('job/etl/table/orders/zone/us-east', '# TYPE etl_rows_total gauge\netl_rows_total 3\n')
}

function run(hours: number): Record<string, string> {
  return {
    'Postern-Run-Id': `run-${hours}`,
    'Postern-Duration': String(40 + hours),
    'Postern-Exit-Status': hours === 3 ? '1' : '0',
  }
}

async function atTime(web: Web, aheadMs: number, work: () => Promise<void>): Promise<void> {
  web.clock.aheadMs = aheadMs
  try {
    await work()
  } finally {
    web.clock.aheadMs = 0
  }
}

function backup(hours: number): string {
  return `# HELP backup_last_success_timestamp_seconds When the backup last went well.
# TYPE backup_last_success_timestamp_seconds gauge
backup_last_success_timestamp_seconds ${Math.round(Date.now() / 1_000) - hours * 3_600}
# HELP backup_size_bytes Size of the last backup, by disk.
# TYPE backup_size_bytes gauge
backup_size_bytes{disk="sda"} 120034123776
backup_size_bytes{disk="sdb"} 98003189760
# HELP backup_files_total Files that were copied.
# TYPE backup_files_total counter
backup_files_total{result="copied"} 1839204
backup_files_total{result="unchanged"} 20118374
`
}

function etl(table: string, hours: number): string {
  const factor = table.length
  return `# HELP etl_rows_total Rows that were read from the source table.
# TYPE etl_rows_total counter
etl_rows_total ${1_204_551 * factor + hours}
# HELP etl_batch_duration_seconds How long one batch of rows took, from read to commit.
# TYPE etl_batch_duration_seconds histogram
${[0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
  .map(
    (bound, index) =>
      `etl_batch_duration_seconds_bucket{le="${bound}"} ${cumulative(index, factor)}`,
  )
  .join('\n')}
etl_batch_duration_seconds_bucket{le="+Inf"} ${cumulative(6, factor) + 2}
etl_batch_duration_seconds_sum ${31.7 * factor}
etl_batch_duration_seconds_count ${cumulative(6, factor) + 2}
# HELP etl_lag_seconds How far behind the source is.
# TYPE etl_lag_seconds summary
etl_lag_seconds{quantile="0.5"} 1.2
etl_lag_seconds{quantile="0.9"} ${4.1 + hours}
etl_lag_seconds{quantile="0.99"} ${11.8 + hours}
etl_lag_seconds_sum 418.9
etl_lag_seconds_count 271
`
}

const shape = [3, 14, 41, 88, 102, 109, 111]

function cumulative(index: number, factor: number): number {
  return (shape[index] ?? 0) * factor
}
