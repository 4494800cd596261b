/** How long a scrape takes, when not all of what is held is as it was at the last. */
import { eachTarget } from './each-target.ts'
import { fill, measureScrape, pushOnce } from './load.ts'
import { median, table } from './report.ts'
import type { Target } from './targets.ts'

const GROUPS = 100
const SERIES_PER_GROUP = 1_000

export async function scrapeTable(rounds: number): Promise<string> {
  const first: number[] = []
  const rows = await eachTarget(async (target) => {
    await fill(target, GROUPS, SERIES_PER_GROUP)
    const plain = await scrapeTime(target, 'identity', rounds)
    const gzip = await scrapeTime(target, 'gzip', rounds)
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

/** Between two scrapes one group is pushed, so that no answer can be given twice. */
async function scrapeTime(
  target: Target,
  encoding: 'identity' | 'gzip',
  rounds: number,
): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    await pushOnce(target, round, SERIES_PER_GROUP)
    const { ms, series } = await measureScrape(target, encoding)
    if (series < GROUPS * SERIES_PER_GROUP) throw new Error(`the scrape had ${series} series`)
    // The first one builds what the others build on.
    if (round > 0) times.push(ms)
  }
  return median(times)
}
