import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '@postern/domain'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

export interface HealthOptions {
  /**
   * Rejects while requests cannot be served, with a `not-ready` that says why if it knows; called every two seconds at
   * most, and never twice at a time.
   */
  readonly check: () => Promise<void>
}

// A probe waits a second or so itself; an answer that comes later than that is as good as none.
const CHECK_LIMIT_MS = 1_000

// However many probes there are, the database is asked this often.
const CACHED_MS = 2_000

/**
 * `/-/healthy`: the process answers. `/-/ready`: requests can be served. The first never asks the database, so that its
 * absence takes replicas out of service but restarts none.
 */
export const healthRoutes = fp<HealthOptions>(
  async (app: FastifyInstance, { check }: HealthOptions) => {
    const readiness = new Readiness(check)
    let closing = false
    app.addHook('preClose', async () => {
      closing = true
    })

    const healthy = {
      summary: 'Whether the process answers',
      security: [],
      response: { 200: OK },
    }
    app.get('/-/healthy', { schema: healthy, config: NEVER_SHED }, async (_request, reply) =>
      sayOk(reply),
    )
    const ready = {
      summary: 'Whether requests can be served',
      security: [],
      response: { 200: OK, 503: { description: 'they cannot, as a problem says' } },
    }
    app.get('/-/ready', { schema: ready, config: NEVER_SHED }, async (_request, reply) => {
      if (closing) throw new Problem('not-ready', 'shutting down')
      const problem = await readiness.current()
      if (problem) throw problem
      return sayOk(reply)
    })
  },
  { name: 'health-routes' },
)

/** A probe that is refused takes a replica out of service when it is needed most. */
const NEVER_SHED = { shed: 'never' } as const

const OK = {
  description: 'the word OK',
  content: { 'text/plain': { schema: { type: 'string' } } },
} as const

/** As the Pushgateway: without a line feed. */
function sayOk(reply: FastifyReply): FastifyReply {
  return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send('OK')
}

const NO_ANSWER = new Problem('not-ready', 'the database does not answer')

interface Outcome {
  readonly problem: Problem | undefined
  readonly atMs: number
}

/** The outcome of a check, asked anew when it is old. */
class Readiness {
  readonly #check: () => Promise<void>
  #pending: Promise<Problem | undefined> | undefined
  #last: Outcome = { problem: NO_ANSWER, atMs: Number.NEGATIVE_INFINITY }

  constructor(check: () => Promise<void>) {
    this.#check = check
  }

  /** What is wrong, if anything is. */
  async current(): Promise<Problem | undefined> {
    if (performance.now() - this.#last.atMs < CACHED_MS) return this.#last.problem
    this.#pending ??= this.#run()
    const limit = new AbortController()
    const late = sleep(CHECK_LIMIT_MS, NO_ANSWER, { signal: limit.signal, ref: false })
    try {
      return await Promise.race([this.#pending, late])
    } finally {
      late.catch(() => {
        // Aborted on purpose, in the next line.
      })
      limit.abort()
    }
  }

  /** Goes on past the limit of the probe that began it, so that checks never pile up. */
  async #run(): Promise<Problem | undefined> {
    const problem = await this.#check().then(
      () => undefined,
      (error: unknown) =>
        error instanceof Problem && error.code === 'not-ready' ? error : NO_ANSWER,
    )
    this.#last = { problem, atMs: performance.now() }
    this.#pending = undefined
    return problem
  }
}
