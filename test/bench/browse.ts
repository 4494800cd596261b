/** How long the page of groups waits for its rows, in a tenant that holds as many groups as one may. */
import { whileRunning } from './each-target.ts'
import { fillTogether, pushOnce } from './load.ts'
import { median, table } from './report.ts'
import { type PosternTarget, startPostern } from './targets.ts'

const JOBS = 500

// As the page asks: a screen and a half.
const PAGE_SIZE = 60

/** What somebody may want to see; each with the selector and the order that it takes. */
const views = (groups: number): readonly (readonly [title: string, query: Query])[] => [
  ['the first page', {}],
  ['a page in the middle', { offset: groups / 2 }],
  ['the last page', { offset: groups - PAGE_SIZE }],
  ['the last pushed', { sort: '-pushedAt' }],
  ['the last refused', { sort: '-failedAt' }],
  ['those that end next', { sort: 'expiresAt' }],
  ['the most series', { sort: '-series' }],
  ['the largest', { sort: '-bytes' }],
  ['one job', { match: '{job="job-7"}' }],
  ['a part of a job', { match: '{job=~"(?i).*OB-1.*"}' }],
  ['a pattern of another label', { match: '{instance=~".*:1234.*"}' }],
  [
    'all but those, the last pushed, far down',
    { match: '{instance!~".*:1234.*"}', sort: '-pushedAt', offset: groups / 2 },
  ],
  ['those that failed', { failed: 'true' }],
  ['not pushed for a day', { staleFor: '1d' }],
]

interface Query {
  readonly match?: string
  readonly sort?: string
  readonly offset?: number
  readonly failed?: string
  readonly staleFor?: string
}

/** The Pushgateway has one page, with all of it. */
export async function browseTable(groups: number, rounds: number): Promise<string> {
  const limits = JSON.stringify({ maxGroupsPerTenant: 2 * groups })
  const target = await startPostern({ POSTERN_DEFAULT_LIMITS: limits })
  return whileRunning(target, async () => {
    await fillTogether(target, groups, (group) => ({
      labels: { job: `job-${group % JOBS}`, instance: `10.0.0.1:${group}` },
      body: 'rows 1\n',
    }))
    const cold = await measureView(target, {})
    const rows = [['the first page, the first time that somebody looks', cold.toFixed(0), '']]
    for (const [title, query] of views(groups)) {
      const times: number[] = []
      for (let round = 0; round < rounds; round++) {
        // So that no answer can be given twice.
        await pushOnce(target, round, 1)
        times.push(await measureView(target, query))
      }
      rows.push([title, median(times).toFixed(0), Math.max(...times).toFixed(0)])
    }
    const heads = ['', 'median ms', 'slowest ms']
    return `### The page of groups in a tenant with ${groups} of them, one pushed between any two looks\n\n${table(heads, rows)}`
  })
}

async function measureView(
  { adminUrl, operatorHeaders }: PosternTarget,
  { match, sort, offset, failed, staleFor }: Query,
): Promise<number> {
  const asked = { 'match[]': match, sort, offset, failed, staleFor, limit: PAGE_SIZE }
  const query = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const started = performance.now()
  const reply = await fetch(
    `${adminUrl}/api/v1/tenants/default/groups?${new URLSearchParams(query).toString()}`,
    { headers: operatorHeaders },
  )
  const text = await reply.text()
  const ms = performance.now() - started
  if (!reply.ok) throw new Error(`${reply.status} ${text}`)
  return ms
}
