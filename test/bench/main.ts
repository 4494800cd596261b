/**
 * `npm run bench`: Postern beside the real Pushgateway on the same machine in the same run. Figures are ratios first:
 * machines differ and are noisy. `-- --write FILE` puts the report there as well.
 */
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { fill, measurePushes, measureScrape, type PushLoad, pushOnce } from './load.ts'
import { median, table } from './report.ts'
import { measureSweep } from './sweep.ts'
import { startPostern, startPushgateway, type Target } from './targets.ts'

const { values } = parseArgs({ options: { write: { type: 'string' }, quick: { type: 'boolean' } } })

const SECONDS = values.quick ? 3 : 10
const ROUNDS = values.quick ? 3 : 7

const loads: readonly (PushLoad & { readonly title: string })[] = [
  {
    title: '10 series into 100 groups',
    groups: 100,
    seriesPerPush: 10,
    connections: 64,
    seconds: SECONDS,
  },
  {
    title: '10 series into 1,000 groups',
    groups: 1_000,
    seriesPerPush: 10,
    connections: 64,
    seconds: SECONDS,
  },
  {
    title: '1,000 series into 100 groups',
    groups: 100,
    seriesPerPush: 1_000,
    connections: 16,
    seconds: SECONDS,
  },
]

type Start = () => Promise<Target | undefined>

const starts: readonly Start[] = [
  startPostern,
  () => startPushgateway(true),
  () => startPushgateway(false),
]

async function withTarget(
  start: Start,
  work: (target: Target) => Promise<string[]>,
): Promise<string[] | undefined> {
  const target = await start()
  if (!target) return undefined
  try {
    return [target.name, ...(await work(target))]
  } finally {
    await target.stop()
  }
}

async function eachTarget(work: (target: Target) => Promise<string[]>): Promise<string[][]> {
  const rows: string[][] = []
  for (const start of starts) {
    const row = await withTarget(start, work)
    if (row) rows.push(row)
  }
  return rows
}

async function pushTable(load: (typeof loads)[number]): Promise<string> {
  const speeds: number[] = []
  const rows = await eachTarget(async (target) => {
    await measurePushes(target, { ...load, seconds: 2 })
    const figures = await measurePushes(target, load)
    speeds.push(figures.pushesPerSecond)
    const ratio = (speeds[0] ?? 0) / figures.pushesPerSecond
    const resident = await target.residentMegabytes()
    return [
      figures.pushesPerSecond.toFixed(0),
      `${figures.p50Ms} / ${figures.p99Ms}`,
      `${resident.toFixed(0)} MB`,
      String(figures.failures),
      ratio.toFixed(1),
    ]
  })
  const heads = [
    '',
    'pushes/s',
    'p50 / p99 ms',
    'resident',
    'failures',
    'Postern is … times as fast',
  ]
  return `### Pushes: ${load.title}, ${load.connections} connections\n\n${table(heads, rows)}`
}

const HELD_GROUPS = 100
const HELD_PER_GROUP = 1_000

/** Between two scrapes one group is pushed, so that no answer can be given twice. */
async function scrapeTimes(target: Target, encoding: 'identity' | 'gzip'): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    await pushOnce(target, round, HELD_PER_GROUP)
    const { ms, series } = await measureScrape(target, encoding)
    if (series < HELD_GROUPS * HELD_PER_GROUP) throw new Error(`the scrape had ${series} series`)
    // The first one builds what the others build on.
    if (round > 0) times.push(ms)
  }
  return median(times)
}

async function scrapeTable(): Promise<string> {
  const first: number[] = []
  const rows = await eachTarget(async (target) => {
    await fill(target, HELD_GROUPS, HELD_PER_GROUP)
    const [plain, gzip] = [await scrapeTimes(target, 'identity'), await scrapeTimes(target, 'gzip')]
    if (first.length === 0) first.push(plain, gzip)
    const ratio = (ms: number, index: number) => (ms / (first[index] ?? ms)).toFixed(1)
    const resident = await target.residentMegabytes()
    return [
      `${plain.toFixed(0)} ms`,
      `${gzip.toFixed(0)} ms`,
      `${resident.toFixed(0)} MB`,
      `${ratio(plain, 0)} / ${ratio(gzip, 1)}`,
    ]
  })
  const heads = ['', 'plain', 'gzip', 'resident', 'Postern is … times as fast']
  return `### Scrapes: 100,000 series in 100 groups, one of them pushed between any two scrapes\n\n${table(heads, rows)}`
}

const ENDING_GROUPS = values.quick ? 20_000 : 100_000

/** The Pushgateway has nothing of the kind. */
async function sweepTable(): Promise<string> {
  const load = { groups: 1_000, seriesPerPush: 10, connections: 16 }
  const target = await startPostern()
  try {
    const figures = await measureSweep(target, ENDING_GROUPS, load, SECONDS)
    const { before, while: during, heldBefore, heldAfter } = figures
    const row = (name: string, { pushesPerSecond, p50Ms, p99Ms, failures }: typeof before) => [
      name,
      pushesPerSecond.toFixed(0),
      `${p50Ms} / ${p99Ms}`,
      String(failures),
      (p99Ms / before.p99Ms).toFixed(2),
    ]
    const heads = ['', 'pushes/s', 'p50 / p99 ms', 'failures', 'p99, before is 1']
    const rows = [
      row(`before, ${heldBefore} groups held`, before),
      row(`while they end and are swept, ${heldAfter} after`, during),
    ]
    return `### Pushes while ${ENDING_GROUPS} groups end: 10 series into 1,000 others, 16 connections\n\n${table(heads, rows)}`
  } finally {
    await target.stop()
  }
}

const [processor] = cpus()
const parts = [
  `Node ${process.version}, ${cpus().length} × ${processor?.model ?? 'unknown processor'}; load from the same machine.`,
]
console.log(parts[0])
for (const load of loads) parts.push(say(await pushTable(load)))
parts.push(say(await scrapeTable()))
parts.push(say(await sweepTable()))
if (values.write !== undefined) await writeFile(values.write, `${parts.join('\n\n')}\n`)

function say(part: string): string {
  console.log(`\n${part}`)
  return part
}
