import type { Problem } from '@postern/domain'
import type { FastifyRequest } from 'fastify'

// While the database is away every request fails alike: one line a second says so, with how many it stands for.
const QUIET_MS = 1_000

/** Logs what failed: our own faults each, what comes in floods once a second, what clients did wrong at `debug`. */
export class ProblemLog {
  #quietUntilMs = Number.NEGATIVE_INFINITY
  #unsaid = 0

  write(request: FastifyRequest, problem: Problem): void {
    const { code, status } = problem
    if (status < 500 || code === 'not-ready') {
      request.log.debug({ code, detail: problem.message }, 'request refused')
    } else if (code === 'unexpected') {
      request.log.error({ req: request, err: problem, code }, 'request failed')
    } else {
      this.#writeSometimes(request, problem)
    }
  }

  #writeSometimes(request: FastifyRequest, problem: Problem): void {
    const nowMs = performance.now()
    if (nowMs < this.#quietUntilMs) {
      this.#unsaid++
      return
    }
    const fields = { req: request, err: problem, code: problem.code, unsaid: this.#unsaid }
    request.log.warn(fields, 'requests fail')
    this.#quietUntilMs = nowMs + QUIET_MS
    this.#unsaid = 0
  }
}
