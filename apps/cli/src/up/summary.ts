/** What the person who started Postern sees. */
import type { Output } from '../output.ts'
import type { Credentials } from './credentials-file.ts'
import type { KeptCredentials } from './keep-credentials.ts'

export interface SummaryFacts extends KeptCredentials {
  readonly credentialsFile: string
  /** Where it is, in words. */
  readonly data: string
}

export function printSummary(out: Output, facts: SummaryFacts): void {
  const { credentials, credentialsFile, data, isNew } = facts
  const seconds = process.uptime().toFixed(1)
  const blocks = [
    [`${out.paint('green', 'Postern is ready')} ${out.paint('dim', `after ${seconds} s`)}`],
    table(out, [
      ['API', credentials.apiUrl, 'jobs push here, Prometheus scrapes here'],
      ['Admin', credentials.adminUrl, 'tenants and their keys'],
      ['Keys', credentialsFile, isNew ? 'made just now; shown below this once' : ''],
      ['Data', data, ''],
    ]),
    ...(isNew ? firstSteps(out, credentials) : []),
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

function firstSteps(out: Output, credentials: Credentials): string[][] {
  const { apiUrl, operatorKey, pushKey, scrapeKey, tenant } = credentials
  const { host, pathname, protocol } = new URL(apiUrl)
  const step = (title: string, lines: readonly string[]) => [
    out.paint('bold', title),
    ...lines.map((line) => `  ${line}`),
  ]
  return [
    step(`Push, as the tenant "${tenant}"`, [
      `echo 'backup_duration_seconds 42' | curl --data-binary @- -H 'Authorization: Bearer ${pushKey}' ${apiUrl}/metrics/job/backup`,
    ]),
    step('See what Prometheus will scrape', [
      `curl -H 'Authorization: Bearer ${scrapeKey}' ${apiUrl}/metrics`,
    ]),
    step('Let Prometheus scrape it, in prometheus.yml', [
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
    step('Operate it: the key for the admin app', [operatorKey]),
  ]
}
