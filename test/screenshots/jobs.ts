/** What the jobs of a shipping company might push. */
import type { Chance } from './chance.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export type KeyName = 'backup' | 'etl' | 'ci' | 'reports'

/** One group, and how it comes to be pushed. */
export interface Job {
  readonly namespace: string
  /** As in the path: `backup/instance/db1`. */
  readonly path: string
  readonly key: KeyName
  readonly address: string
  readonly userAgent: string
  readonly everyMs: number
  /** How long ago it began, and how long ago it stopped. */
  readonly sinceMs: number
  readonly untilMs: number
  readonly headers: (run: number, chance: Chance) => Readonly<Record<string, string>>
  readonly body: (run: number, chance: Chance) => string
}

const PYTHON = 'Python-urllib/3.13'
const GO = 'Go-http-client/1.1'
const CURL = 'curl/8.14.1'

type JobDraft = Pick<Job, 'path' | 'key' | 'everyMs' | 'body'> & Partial<Job>

function job(draft: JobDraft): Job {
  return {
    namespace: 'default',
    address: '10.20.3.11',
    userAgent: CURL,
    sinceMs: 2 * DAY_MS,
    untilMs: 0,
    headers: () => ({}),
    ...draft,
  }
}

export function allJobs(): Job[] {
  return [...backups(), ...imports(), ...builds(), ...reports(), ...others()]
}

function backups(): Job[] {
  return ['db1', 'db2', 'db3', 'files'].map((instance, index) =>
    job({
      path: `backup/instance/${instance}`,
      key: 'backup',
      address: `10.20.3.${11 + index}`,
      everyMs: DAY_MS,
      sinceMs: 26 * DAY_MS,
      untilMs: instance === 'files' ? 2 * DAY_MS + 5 * HOUR_MS : (3 + index) * HOUR_MS,
      headers: (run, chance) => ({
        'Postern-Run-Id': `backup-${instance}-${run}`,
        'Postern-Duration': chance.between(380, 520).toFixed(0),
        ...(instance === 'db3' && run > 24 ? { 'Postern-Exit-Status': '3' } : {}),
      }),
      body: backupMetrics,
    }),
  )
}

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const SHAPE = [14, 96, 412, 880, 655, 341, 122, 37, 9]

function backupMetrics(run: number, chance: Chance): string {
  const counts = SHAPE.map((count) => Math.round(count * chance.between(0.9, 1.1)))
  const total = counts.reduce((sum, count) => sum + count, 2)
  let sum = 0
  const buckets = counts.map((count, index) => {
    sum += count
    return `backup_file_seconds_bucket{le="${BOUNDS[index]}"} ${sum}`
  })
  const size = 118e9 + run * 0.7e9 + chance.between(0, 4e8)
  return `# HELP backup_size_bytes What the backup takes in the store.
# TYPE backup_size_bytes gauge
backup_size_bytes{volume="data"} ${size.toFixed(0)}
backup_size_bytes{volume="wal"} ${(size / 23).toFixed(0)}
# HELP backup_files_total Files that were copied since the job was set up.
# TYPE backup_files_total counter
backup_files_total ${120_000 + run * total}
# HELP backup_file_seconds How long it took to copy each file.
# TYPE backup_file_seconds histogram
${buckets.join('\n')}
backup_file_seconds_bucket{le="+Inf"} ${total}
backup_file_seconds_sum ${(total * 0.11).toFixed(2)}
backup_file_seconds_count ${total}
# HELP backup_upload_seconds How long it took to send each part to the store.
# TYPE backup_upload_seconds summary
backup_upload_seconds{quantile="0.5"} ${chance.between(0.8, 1).toFixed(3)}
backup_upload_seconds{quantile="0.9"} ${chance.between(1.9, 2.3).toFixed(3)}
backup_upload_seconds{quantile="0.99"} ${chance.between(5, 6).toFixed(3)}
backup_upload_seconds_sum ${chance.between(150, 180).toFixed(2)}
backup_upload_seconds_count 164
`
}

const TABLES = [
  'bookings',
  'containers',
  'customers',
  'customs',
  'invoices',
  'legs',
  'ports',
  'prices',
  'ships',
  'tracking',
]

function imports(): Job[] {
  return TABLES.flatMap((table) =>
    ['eu', 'us', 'asia', 'latam'].map((region, index) =>
      job({
        namespace: 'etl',
        path: `import/region/${region}/table/${table}`,
        key: 'etl',
        address: `10.31.${index}.7`,
        userAgent: PYTHON,
        everyMs: HOUR_MS,
        untilMs: region === 'asia' && table === 'customs' ? 31 * HOUR_MS : 0,
        body: (_run, chance) => importMetrics(chance),
      }),
    ),
  )
}

function importMetrics(chance: Chance): string {
  const stages = ['extract', 'transform', 'load']
  return `# HELP import_rows_total Rows that were taken over.
# TYPE import_rows_total counter
${stages.map((stage) => `import_rows_total{stage="${stage}"} ${chance.whole(80_000, 900_000)}`).join('\n')}
# HELP import_seconds How long the last run took.
# TYPE import_seconds gauge
${stages.map((stage) => `import_seconds{stage="${stage}"} ${chance.between(3, 90).toFixed(2)}`).join('\n')}
# HELP import_rejected_rows Rows that were left out.
# TYPE import_rejected_rows gauge
import_rejected_rows ${chance.whole(0, 40)}
`
}

const SERVICES = ['booking-api', 'customs-api', 'fleet-map', 'price-engine', 'web-shop']

function builds(): Job[] {
  return SERVICES.flatMap((repository) =>
    ['main', 'release', 'renovate/deps', 'feature/slots'].map((branch) =>
      job({
        path: `ci-build/branch@base64/${Buffer.from(branch).toString('base64url')}/repository/${repository}`,
        key: 'ci',
        address: '192.0.2.44',
        userAgent: CURL,
        everyMs: 5 * HOUR_MS,
        sinceMs: 3 * DAY_MS,
        untilMs: branch === 'feature/slots' ? 30 * HOUR_MS : 0,
        headers: () => ({ 'Postern-TTL': branch === 'feature/slots' ? '48h' : '14d' }),
        body: (_run, chance) => `# HELP ci_build_seconds How long the build took.
# TYPE ci_build_seconds gauge
ci_build_seconds ${chance.between(60, 400).toFixed(1)}
# HELP ci_build_succeeded Whether it ended well.
# TYPE ci_build_succeeded gauge
ci_build_succeeded ${chance.share() < 0.9 ? 1 : 0}
# HELP ci_tests How many tests there were.
# TYPE ci_tests gauge
ci_tests{outcome="passed"} ${chance.whole(300, 900)}
ci_tests{outcome="failed"} ${chance.share() < 0.9 ? 0 : 2}
`,
      }),
    ),
  )
}

const PORTS = ['antwerp', 'busan', 'genoa', 'hamburg', 'rotterdam', 'santos', 'seattle', 'shanghai']

function reports(): Job[] {
  return PORTS.map((port) =>
    job({
      path: `port-report/port/${port}`,
      key: 'reports',
      address: '10.20.9.4',
      userAgent: GO,
      everyMs: 6 * HOUR_MS,
      sinceMs: 8 * DAY_MS,
      untilMs: port === 'santos' ? 4 * DAY_MS : port === 'genoa' ? 9 * HOUR_MS : 2 * HOUR_MS,
      body: (_run, chance) => `# HELP port_ships Ships in the port when the report was made.
# TYPE port_ships gauge
port_ships{state="waiting"} ${chance.whole(0, 12)}
port_ships{state="at_quay"} ${chance.whole(3, 30)}
# HELP port_report_mails_total Mails that went out.
# TYPE port_report_mails_total counter
port_report_mails_total ${chance.whole(400, 3_000)}
`,
    }),
  )
}

function others(): Job[] {
  const hosts = Array.from(
    { length: 60 },
    (_, index) => `node-${String(index + 1).padStart(2, '0')}`,
  )
  return [
    ...hosts.map((host) =>
      job({
        path: `cert-renewal/host/${host}`,
        key: 'reports',
        everyMs: 12 * HOUR_MS,
        untilMs: HOUR_MS,
        body: (_run, chance) => `# HELP cert_expiry_timestamp_seconds When the certificate ends.
# TYPE cert_expiry_timestamp_seconds gauge
cert_expiry_timestamp_seconds ${1_800_000_000 + chance.whole(0, 9e6)}
`,
      }),
    ),
    ...SERVICES.map((service) =>
      job({
        namespace: 'staging',
        path: `smoke-test/service/${service}`,
        key: 'ci',
        everyMs: 15 * MINUTE_MS,
        sinceMs: 8 * HOUR_MS,
        body: (_run, chance) => `# HELP smoke_test_seconds How long the test took.
# TYPE smoke_test_seconds gauge
smoke_test_seconds ${chance.between(4, 9).toFixed(2)}
`,
      }),
    ),
    job({
      path: 'queue-drain',
      key: 'reports',
      everyMs: HOUR_MS,
      sinceMs: 30 * HOUR_MS,
      untilMs: HOUR_MS + 3 * MINUTE_MS,
      body: (_run, chance) => `# HELP queue_drained Messages that were worked off.
# TYPE queue_drained gauge
queue_drained ${chance.whole(100, 2_000)}
`,
    }),
  ]
}
