import type { Logger } from './logging.ts'

// Ten seconds less than Kubernetes grants by default before it kills.
const DRAIN_LIMIT_MS = 20_000

/**
 * On SIGTERM or SIGINT stops in order, once, and ends the process: with 0 when all stopped, with 1 when something
 * failed or took too long. A second signal ends it at once.
 */
export function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => giveUp(log), DRAIN_LIMIT_MS).unref()
    stop().then(
      () => {
        log.info('stopped')
        process.exit(0)
      },
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

function giveUp(log: Logger): void {
  log.warn('requests were still under way when time was up')
  process.exit(1)
}
