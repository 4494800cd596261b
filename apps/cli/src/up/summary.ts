/** What the person who started Postern sees. */
import type { Output } from '../output.ts'
import type { Credentials } from './credentials-file.ts'
import type { KeptCredentials } from './keep-credentials.ts'

export interface SummaryFacts extends KeptCredentials {
  readonly credentialsFile: string
  /** Where it is, in words. */
  readonly data: string
  /** Whether the web UI was built. */
  readonly hasPages: boolean
  /** Where the first person makes their account; `undefined` once somebody has one. */
  readonly setUpLink: string | undefined
}

const PAGES_MISSING = 'the API alone: its pages are not built, which "npm run build" does'

export function printSummary(out: Output, facts: SummaryFacts): void {
  const { credentials, credentialsFile, data, isNew, hasPages, setUpLink } = facts
  const seconds = process.uptime().toFixed(1)
  const blocks = [
    [`${out.paint('green', 'Postern is ready')} ${out.paint('dim', `after ${seconds} s`)}`],
    table(out, [
      ['API', credentials.apiUrl, 'jobs push here, Prometheus scrapes here'],
      ['Admin', credentials.adminUrl, hasPages ? 'open it in a browser' : PAGES_MISSING],
      ['Keys', credentialsFile, isNew ? 'made just now; shown below this once' : ''],
      ['Data', data, ''],
    ]),
    ...(isNew ? firstSteps(out, credentials) : []),
    ...(setUpLink !== undefined && hasPages
      ? [step(out, 'Make your account, within an hour', [setUpLink])]
      : []),
    [out.paint('dim', 'Ctrl-C stops it.')],
  ]
  out.print('')
  for (const lines of blocks) {
    for (const line of lines) out.print(`  ${line}`.trimEnd())
    out.print('')
  }
}

type Row = readonly [name: string, value: string, remark: string]

function table(out: Output, rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([, value]) => value.length))
  return rows.map(
    ([name, value, remark]) =>
      `${out.paint('bold', name.padEnd(7))}${value.padEnd(width)}  ${remark && out.paint('dim', remark)}`,
  )
}

function step(out: Output, title: string, lines: readonly string[]): string[] {
  return [out.paint('bold', title), ...lines.map((line) => `  ${line}`)]
}

function firstSteps(out: Output, credentials: Credentials): string[][] {
  const { apiUrl, operatorKey, pushKey, scrapeKey, tenant } = credentials
  const { host, pathname, protocol } = new URL(apiUrl)
  return [
    step(out, `Push, as the tenant "${tenant}"`, [
      `echo 'backup_duration_seconds 42' | curl --data-binary @- -H 'Authorization: Bearer ${pushKey}' ${apiUrl}/metrics/job/backup`,
    ]),
    step(out, 'See what Prometheus will scrape', [
      `curl -H 'Authorization: Bearer ${scrapeKey}' ${apiUrl}/metrics`,
    ]),
    step(out, 'Let Prometheus scrape it, in prometheus.yml', [
      'scrape_configs:',
      '  - job_name: postern',
      '    honor_labels: true',
      ...(protocol === 'https:' ? ['    scheme: https'] : []),
      ...(pathname === '/' ? [] : [`    metrics_path: ${pathname}/metrics`]),
      '    authorization:',
      `      credentials: ${scrapeKey}`,
      '    static_configs:',
      `      - targets: ['${host}']`,
    ]),
    step(out, 'Operate it: the key for the admin app', [operatorKey]),
  ]
}
