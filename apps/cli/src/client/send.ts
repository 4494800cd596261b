/** One HTTP request with its repetitions, in a time that is bounded as a whole. */
import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT_SERVER } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

/** An answer that has arrived as a whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

export interface Patience {
  readonly tries: number
  /** For all tries together, the waiting between them included. */
  readonly withinMs: number
  /** Ends it at once. */
  readonly signal?: AbortSignal
}

/** Asked for anew before each try, since tokens run out and files change. */
export type MakeRequest = () => Request | Promise<Request>

// Passing troubles of a server or of what stands before it.
const WORTH_ANOTHER_TRY = new Set([408, 425, 429, 500, 502, 503, 504])

// Before the second try, and twice as long before each later one.
const FIRST_WAIT_MS = 400

/**
 * The first answer that another try would not change, or the last one. A server that says when to come back
 * (`Retry-After`) is heard; when that is later than the time allows, its answer is the last one. Throws when none came.
 */
export async function send(make: MakeRequest, patience: Patience): Promise<Answer> {
  const endsAt = performance.now() + patience.withinMs
  for (let left = patience.tries; ; left--) {
    const outcome = await tryOnce(make, (endsAt - performance.now()) / left, patience.signal)
    const waitMs = waitBefore(outcome, patience.tries - left)
    const isLast = left === 1 || waitMs === undefined || performance.now() + waitMs >= endsAt
    if (isLast || patience.signal?.aborted) {
      if ('answer' in outcome) return outcome.answer
      throw outcome.error
    }
    // Woken early it tries once more, which then ends at once.
    await sleep(waitMs, undefined, signalOption(patience.signal)).catch(() => undefined)
  }
}

type Outcome = { readonly answer: Answer } | { readonly error: Failure }

async function tryOnce(
  make: MakeRequest,
  withinMs: number,
  stop: AbortSignal | undefined,
): Promise<Outcome> {
  const { url, ...request } = await make()
  const inTime = AbortSignal.timeout(Math.max(1, Math.ceil(withinMs)))
  try {
    const response = await fetch(url, {
      ...request,
      // What is sent carries a key, which is for nobody else.
      redirect: 'manual',
      signal: stop ? AbortSignal.any([inTime, stop]) : inTime,
    })
    const { status, headers } = response
    return { answer: { status, headers, text: await response.text() } }
  } catch (error) {
    return { error: unreachable(url, error, inTime.aborted) }
  }
}

function unreachable(url: string, error: unknown, isLate: boolean): Failure {
  const { origin } = new URL(url)
  if (isLate) return new Failure(EXIT_SERVER, `${origin} did not answer in time`)
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return new Failure(EXIT_SERVER, `cannot reach ${origin}`, { cause })
}

/** `undefined` when another try would end as this one did. */
function waitBefore(outcome: Outcome, triesBefore: number): number | undefined {
  const byDefault = FIRST_WAIT_MS * 2 ** triesBefore * (0.75 + Math.random() / 2)
  if ('error' in outcome) return byDefault
  const { status, headers } = outcome.answer
  if (!WORTH_ANOTHER_TRY.has(status)) return undefined
  return retryAfterMs(headers.get('retry-after')) ?? byDefault
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

function signalOption(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {}
}
