/**
 * Prometheus says with every scrape how long it waits. An answer that comes later is as good as none, and one that says
 * so in time shows there as what it is: a 503, and not a connection that was lost.
 */
import { Problem } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import { atEnd } from '../limits/at-end.ts'

const HEADER = 'x-prometheus-scrape-timeout-seconds'

// For the way back, of a time that is long enough to give it up.
const RESERVE_MS = 500
const MAX_RESERVE_SHARE = 0.2

/**
 * Answers `request-timeout` before Prometheus gives up, whatever a scrape waits for: its turn, a credential, the
 * database. What was begun goes on and serves the next scrape: a view that takes longer to read than Prometheus waits
 * would otherwise never be read. Without the header, or with one that says nothing, a request has as long as any other.
 * Register it before what may wait.
 */
export function boundScrapes(area: FastifyInstance): void {
  area.addHook('onRequest', (request, reply, done) => {
    const header = request.headers[HEADER]
    // Before the route is looked at: only Prometheus sends it.
    if (header === undefined || request.routeOptions.config.shed !== 'scrape') return done()
    const waitMs = scrapeWaitMs(String(header))
    if (waitMs === undefined) return done()
    const timer = setTimeout(() => {
      if (!reply.sent) reply.send(tooLate(waitMs))
    }, waitMs)
    atEnd(reply, () => clearTimeout(timer))
    done()
  })
}

// As Go prints it. No more than an hour: a timer takes no longer ones, and the server's own limit is far below.
const SECONDS = /^\d{1,4}(?:\.\d{1,9})?$/
const MAX_SECONDS = 3_600

/** How long an answer may take for a header that says so; `undefined` for one that says nothing. */
export function scrapeWaitMs(header: string): number | undefined {
  const seconds = SECONDS.test(header) ? Number(header) : 0
  if (seconds === 0 || seconds > MAX_SECONDS) return undefined
  const ms = seconds * 1_000
  return ms - Math.min(RESERVE_MS, ms * MAX_RESERVE_SHARE)
}

function tooLate(waitMs: number): Problem {
  return new Problem(
    'request-timeout',
    `the scrape could not be answered within ${waitMs / 1_000} s, for which Prometheus waits; the next one goes on from there`,
  )
}
