/** One HTTP request with its repetitions, in a time that is bounded as a whole. */
import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT_SERVER } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { Countdown } from './countdown.ts'
import { piecesOf } from './pieces-of.ts'

/** An answer that has arrived as a whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** An answer whose body is still on its way. It comes no faster than it is taken. */
export interface OpenAnswer extends Omit<Answer, 'text'> {
  readonly pieces: AsyncIterable<Uint8Array>
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
export function send(make: MakeRequest, patience: Patience): Promise<Answer> {
  return insist(patience, (withinMs) => tryOnce(make, withinMs, patience.signal, whole))
}

/**
 * The same for an answer of any length: a good one has to begin in time, and must not stand still for as long while it is
 * being taken. What breaks off in the middle is not asked for again.
 */
export function sendOpen(make: MakeRequest, patience: Patience): Promise<Answer | OpenAnswer> {
  const receive: Receive<Answer | OpenAnswer> = (response, clock) =>
    response.ok ? open(response, clock, patience.withinMs) : whole(response, clock)
  return insist(patience, (withinMs) => tryOnce(make, withinMs, patience.signal, receive))
}

async function insist<A extends Pick<Answer, 'status' | 'headers'>>(
  patience: Patience,
  attempt: (withinMs: number) => Promise<Outcome<A>>,
): Promise<A> {
  const endsAt = performance.now() + patience.withinMs
  for (let left = patience.tries; ; left--) {
    const outcome = await attempt((endsAt - performance.now()) / left)
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

type Outcome<A> = { readonly answer: A } | { readonly error: Failure }

/** The clock runs until it is stopped. */
type Receive<A> = (response: Response, clock: Countdown) => Promise<A>

async function tryOnce<A>(
  make: MakeRequest,
  withinMs: number,
  stop: AbortSignal | undefined,
  receive: Receive<A>,
): Promise<Outcome<A>> {
  const { url, ...request } = await make()
  const clock = new Countdown(withinMs)
  try {
    const response = await fetch(url, {
      ...request,
      // What is sent carries a key, which is for nobody else.
      redirect: 'manual',
      signal: stop ? AbortSignal.any([clock.signal, stop]) : clock.signal,
    })
    return { answer: await receive(response, clock) }
  } catch (error) {
    clock.stop()
    return { error: unreachable(url, error, clock.signal.aborted) }
  }
}

async function whole(response: Response, clock: Countdown): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  clock.stop()
  return { status, headers, text }
}

async function open(response: Response, clock: Countdown, quietMs: number): Promise<OpenAnswer> {
  const { status, headers } = response
  clock.stop()
  return { status, headers, pieces: piecesOf(response, clock, quietMs) }
}

function unreachable(url: string, error: unknown, isLate: boolean): Failure {
  const { origin } = new URL(url)
  if (isLate) return new Failure(EXIT_SERVER, `${origin} did not answer in time`)
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return new Failure(EXIT_SERVER, `cannot reach ${origin}`, { cause })
}

/** `undefined` when another try would end as this one did. */
function waitBefore(
  outcome: Outcome<Pick<Answer, 'status' | 'headers'>>,
  triesBefore: number,
): number | undefined {
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
