/** Rounds of which the fastest counts. Time of this thread's processor, as the machine may be shared. */
const ROUNDS = 7
const MIN_ROUND_MS = 150

/** Megabytes per second of the best of several rounds. */
export function megabytesPerSecond(bytes: number, work: () => unknown): number {
  let best = 0
  for (let round = 0; round < ROUNDS; round++) best = Math.max(best, oneRound(bytes, work))
  return best
}

function oneRound(bytes: number, work: () => unknown): number {
  const start = threadMs()
  let runs = 0
  let elapsed = 0
  while (elapsed < MIN_ROUND_MS) {
    work()
    runs++
    elapsed = threadMs() - start
  }
  return (runs * bytes) / elapsed / 1000
}

/** Prints one row: what was measured, how fast it was, and how that compares. */
export function report(what: string, speed: number, baseline: number): void {
  const ratio = (speed / baseline).toFixed(2)
  console.log(`${what.padEnd(50)} ${speed.toFixed(0).padStart(6)} MB/s  x${ratio}`)
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
