/** How many pushes a second, and how long each takes. */
import { eachTarget, whileRunning } from './each-target.ts'
import { measurePushes, type PushFigures, type PushLoad } from './load.ts'
import { median, table } from './report.ts'
import { startPostern, type Target } from './targets.ts'

type Load = Omit<PushLoad, 'seconds'> & { readonly title: string }

const loads: readonly Load[] = [
  { title: '10 series into 100 groups', groups: 100, seriesPerPush: 10, connections: 64 },
  { title: '10 series into 1,000 groups', groups: 1_000, seriesPerPush: 10, connections: 64 },
  { title: '1,000 series into 100 groups', groups: 100, seriesPerPush: 1_000, connections: 16 },
]

const WARM_UP_SECONDS = 2

/** Postern and the Pushgateway, under one load after the other. */
export async function* pushTables(seconds: number): AsyncGenerator<string> {
  for (const load of loads) yield await pushTable(load, seconds)
}

async function pushTable({ title, ...load }: Load, seconds: number): Promise<string> {
  const speeds: number[] = []
  const rows = await eachTarget(async (target) => {
    const figures = await measureWarm(target, { ...load, seconds })
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
  return `### Pushes: ${title}, ${load.connections} connections\n\n${table(heads, rows)}`
}

/** The same load with and without the history of groups, in turn, since machines grow slower and faster. */
export async function historyTable(seconds: number, rounds: number): Promise<string> {
  const load = { groups: 1_000, seriesPerPush: 10, connections: 64, seconds }
  const ratios: number[] = []
  const rows: string[][] = []
  for (let round = 1; round <= rounds; round++) {
    const without = await measureFresh({ POSTERN_HISTORY_PUSHES: '0' }, load)
    const kept = await measureFresh({}, load)
    const ratio = kept.pushesPerSecond / without.pushesPerSecond
    ratios.push(ratio)
    const cells = [without, kept].map(
      ({ pushesPerSecond, p50Ms, p99Ms }) =>
        `${pushesPerSecond.toFixed(0)} (${p50Ms} / ${p99Ms} ms)`,
    )
    rows.push([String(round), ...cells, ratio.toFixed(2)])
  }
  rows.push(['median', '', '', median(ratios).toFixed(2)])
  const heads = ['round', 'no history', 'the last 50 pushes of a group', 'pushes/s, none is 1']
  return `### Pushes with and without history: 10 series into 1,000 groups, 64 connections\n\n${table(heads, rows)}`
}

async function measureFresh(
  settings: Readonly<Record<string, string>>,
  load: PushLoad,
): Promise<PushFigures> {
  return whileRunning(await startPostern(settings), (target) => measureWarm(target, load))
}

async function measureWarm(target: Target, load: PushLoad): Promise<PushFigures> {
  await measurePushes(target, { ...load, seconds: WARM_UP_SECONDS })
  return measurePushes(target, load)
}
