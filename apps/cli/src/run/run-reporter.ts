/** Tells the gateway of one run. Nothing in here fails the job, or keeps it waiting for longer than it says. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { failureOf } from '../client/failure-of.ts'
import type { GatewayClient, GatewayRequest } from '../client/gateway-client.ts'
import type { Patience } from '../client/send.ts'
import { formatOf, mediaTypes } from '../data/metrics-format.ts'
import { describeError } from '../describe-error.ts'
import { readMetricsFile } from './read-metrics-file.ts'
import { endMetrics, startMetrics } from './run-metrics.ts'
import type { CommandOutcome } from './start-command.ts'

export interface RunToReport {
  readonly gateway: GatewayClient
  /** Of the group. */
  readonly path: string
  /** Of the check that is told of the run by its name. */
  readonly checkPath: string | undefined
  /** Beside those of the run itself. */
  readonly headers: Readonly<Record<string, string>>
  readonly startedMs: number
  readonly metricsFile: string | undefined
  readonly warn: (text: string) => void
}

const TRIES = 3

// How long a job may be kept from ending by a gateway that is away.
const LIMIT_MS = 10_000

// A start that is under way when the job ends: told after the end, it would look like another run.
const LAST_OF_START_MS = 2_000

// Whoever sends a signal now wants it to be over.
const HURRY_MS = 2_000

export class RunReporter {
  readonly #run: RunToReport
  readonly #runId = randomUUID()
  readonly #stop = new AbortController()
  #starting: Promise<void> = Promise.resolve()

  constructor(run: RunToReport) {
    this.#run = run
  }

  /** Returns at once. */
  start(): void {
    const patience = { tries: TRIES, withinMs: LIMIT_MS, signal: this.#stop.signal }
    this.#starting = this.#tellStart(patience).catch((error) => {
      if (!this.#stop.signal.aborted) this.#warn('its start was not reported', error)
    })
  }

  async #tellStart(patience: Patience): Promise<void> {
    const metrics = Buffer.from(startMetrics(this.#run.startedMs))
    await this.#push(metrics, { 'postern-run-phase': 'start' }, patience)
    await this.#callCheck('start', {}, patience)
  }

  async end(outcome: CommandOutcome): Promise<void> {
    const endsAt = performance.now() + LIMIT_MS
    const hurry = hurryOnSignal()
    await Promise.race([this.#starting, sleep(LAST_OF_START_MS, undefined, { ref: false })])
    this.#stop.abort()
    const report = async (what: string, tell: (patience: Patience) => Promise<void>) => {
      const { signal } = hurry
      try {
        await tell({ tries: TRIES, withinMs: endsAt - performance.now(), signal })
      } catch (error) {
        this.#warn(what, error)
      }
    }
    const headers = endHeaders(outcome)
    const { metricsFile, startedMs } = this.#run
    const own = Buffer.from(endMetrics(startedMs, outcome))
    await report('its end was not reported', (patience) => this.#push(own, headers, patience))
    await report('its check was not told', (patience) =>
      this.#callCheck(`exit/${outcome.exitCode}`, headers, patience),
    )
    // On its own, and last: whatever is wrong with it, the rest is told, and the group shows that a push was refused.
    if (metricsFile !== undefined) {
      await report('its metrics were not pushed', async (patience) =>
        this.#push(await readMetricsFile(metricsFile, startedMs), headers, patience),
      )
    }
    hurry.end()
  }

  /** By POST: families that it does not name stay, the time of the last success among them. */
  #push(body: Uint8Array, headers: HeaderLines, patience: Patience): Promise<void> {
    const { path, headers: always } = this.#run
    const type = { 'content-type': mediaTypes[formatOf(body)] }
    return this.#post({ path, headers: { ...always, ...headers, ...type }, body }, patience)
  }

  /** Made at the first run, if it is not there yet. */
  async #callCheck(what: string, headers: HeaderLines, patience: Patience): Promise<void> {
    const { checkPath } = this.#run
    if (checkPath === undefined) return
    await this.#post({ path: `${checkPath}/${what}?create=1`, headers }, patience)
  }

  async #post(request: Omit<GatewayRequest, 'method'>, patience: Patience): Promise<void> {
    const headers = { ...request.headers, 'postern-run-id': this.#runId }
    const posted = { ...request, method: 'POST', headers }
    const answer = await this.#run.gateway.request(posted, patience)
    if (answer.status >= 300) throw failureOf(answer)
  }

  #warn(what: string, error: unknown): void {
    this.#run.warn(`${what}: ${describeError(error)}`)
  }
}

type HeaderLines = GatewayRequest['headers']

function endHeaders({ exitCode, durationSeconds }: CommandOutcome): HeaderLines {
  return {
    'postern-exit-status': String(exitCode),
    'postern-duration': String(Math.round(durationSeconds * 1_000) / 1_000),
  }
}

/** A signal that is sent while the end is told shortens that. */
function hurryOnSignal(): { readonly signal: AbortSignal; end(): void } {
  const hurry = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const onSignal = () => {
    timer ??= setTimeout(() => hurry.abort(), HURRY_MS)
  }
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: hurry.signal,
    end: () => {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
