import { startPostern, startPushgateway, type Target } from './targets.ts'

type Start = () => Promise<Target | undefined>

const starts: readonly Start[] = [
  () => startPostern(),
  () => startPushgateway(true),
  () => startPushgateway(false),
]

/** A row of a table for each of them that is on this machine, one after the other. */
export async function eachTarget(work: (target: Target) => Promise<string[]>): Promise<string[][]> {
  const rows: string[][] = []
  for (const start of starts) {
    const target = await start()
    if (target)
      rows.push(await whileRunning(target, async () => [target.name, ...(await work(target))]))
  }
  return rows
}

/** Stops it afterwards, whatever comes of the work. */
export async function whileRunning<T>(
  target: Target,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  try {
    return await work(target)
  } finally {
    await target.stop()
  }
}
