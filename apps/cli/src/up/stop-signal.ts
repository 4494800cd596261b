import { EXIT_FAILURE } from '../exit-codes.ts'
import type { Output } from '../output.ts'

// A Ctrl-C reaches us twice under npm, once from the terminal and once passed on. Nobody presses it again so soon.
const SAME_SIGNAL_MS = 300

// Longer than any request should need; whoever sends SIGTERM usually waits for 30 s before killing.
const DRAIN_LIMIT_MS = 20_000

/** Aborts on the first SIGINT or SIGTERM. A second one ends the process at once, as does a drain without end. */
export function stopSignal(out: Output): AbortSignal {
  const stopping = new AbortController()
  let firstAt: number | undefined
  const onSignal = () => {
    const now = performance.now()
    if (firstAt !== undefined) {
      if (now - firstAt > SAME_SIGNAL_MS) process.exit(EXIT_FAILURE)
      return
    }
    firstAt = now
    out.complain('\n  Stopping; Ctrl-C again ends it at once.')
    setTimeout(() => giveUp(out), DRAIN_LIMIT_MS).unref()
    stopping.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return stopping.signal
}

function giveUp(out: Output): void {
  out.complain('  Requests were still under way when time was up.')
  process.exit(EXIT_FAILURE)
}
