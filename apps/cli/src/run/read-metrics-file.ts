import { readFile, stat } from 'node:fs/promises'

// File systems keep times more coarsely than clocks do.
const MTIME_TOLERANCE_MS = 2_000

/** What the run wrote there. Throws when it wrote nothing: what an earlier run left is not pushed as if it were new. */
export async function readMetricsFile(path: string, startedMs: number): Promise<Uint8Array> {
  const { mtimeMs } = await stat(path)
  if (mtimeMs < startedMs - MTIME_TOLERANCE_MS) {
    throw new Error(`${path} is from before this run, which did not write it`)
  }
  return readFile(path)
}
