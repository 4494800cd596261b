/**
 * Whether a history can be explained by one order of its requests: each takes effect at one moment between the request
 * and its answer, and every answer is what the model gives at that moment. One without an answer takes effect at any
 * time between being sent and its end, or never.
 *
 * At every answer, all orders of the open requests that lead to it are tried: what remains are the states in which the
 * gateway may be, each with the open requests that already took effect. Where the clock moves between a request and its
 * answer, each of the times in between is tried.
 */
import { describeHistory, describeOperation, type History, type Request } from './history.ts'
import { RememberedState } from './remembered-state.ts'

interface Possibility {
  readonly state: RememberedState
  /** Open requests that took effect already. */
  readonly done: ReadonlySet<Request>
}

// Far above what a few clients in flight can make; beyond it the generator is at fault.
const MAX_POSSIBILITIES = 200_000

/** Why no order explains the history; `undefined` when one does. */
export function explain(history: History): string | undefined {
  const open = new Set<Request>()
  let possible: readonly Possibility[] = [{ state: RememberedState.nothing(), done: new Set() }]
  let now = Number.NEGATIVE_INFINITY
  for (const [index, event] of history.entries()) {
    if (event.kind === 'tick') {
      now = event.now
      continue
    }
    const { kind, request } = event
    if (isWithoutEffect(request)) continue
    if (kind === 'request') {
      open.add(request)
      now = Math.max(now, request.sentAt)
      continue
    }
    const next = (kind === 'answer' ? afterAnswer : afterEnd)(possible, { open, now }, request)
    if (next.length === 0) return complaint(history.slice(0, index + 1), request, possible)
    open.delete(request)
    possible = next
  }
  return undefined
}

/** A scrape without an answer says nothing and changes nothing. */
function isWithoutEffect({ operation, answer }: Request): boolean {
  return operation.kind === 'scrape' && answer === undefined
}

/** What may take effect: open requests, at any time since each was sent. */
interface Pending {
  readonly open: ReadonlySet<Request>
  readonly now: number
}

/** Where the gateway may be once that request was answered: it has taken effect. */
function afterAnswer(
  possible: readonly Possibility[],
  pending: Pending,
  answered: Request,
): Possibility[] {
  const reached = reachDone(possible, pending, answered)
  return distinct(reached.map((each) => without(each, answered)))
}

/** Where it may be once that request cannot take effect any more: it has done so by now, or never will. */
function afterEnd(
  possible: readonly Possibility[],
  pending: Pending,
  ended: Request,
): Possibility[] {
  const reached = reachDone(possible, pending, ended)
  return distinct([...possible, ...reached].map((each) => without(each, ended)))
}

/** All that can come of these by effects of open requests until that one has taken effect. */
function reachDone(from: readonly Possibility[], pending: Pending, wanted: Request): Possibility[] {
  const seen = new Map(from.map((each) => [identify(each), each]))
  // Grows while it is walked: a Map hands out what was added on the way.
  for (const possibility of seen.values()) {
    if (possibility.done.has(wanted)) continue
    for (const next of nextSteps(possibility, pending)) seen.set(identify(next), next)
    if (seen.size > MAX_POSSIBILITIES) throw new Error('too many requests are open at once')
  }
  return [...seen.values()].filter(({ done }) => done.has(wanted))
}

function nextSteps({ state, done }: Possibility, { open, now }: Pending): Possibility[] {
  return [...open].flatMap((request) => {
    if (done.has(request)) return []
    return timesSince(request.sentAt, now).flatMap((time) => {
      const { after, answer } = state.apply(request.operation, time)
      const fits = request.answer === undefined || request.answer === answer
      return fits ? [{ state: after, done: new Set(done).add(request) }] : []
    })
  })
}

function timesSince(sentAt: number, now: number): number[] {
  return Array.from({ length: now - sentAt + 1 }, (_, index) => sentAt + index)
}

function without({ state, done }: Possibility, request: Request): Possibility {
  const rest = new Set(done)
  rest.delete(request)
  return { state, done: rest }
}

function distinct(possibilities: readonly Possibility[]): Possibility[] {
  return [...new Map(possibilities.map((each) => [identify(each), each])).values()]
}

function identify({ state, done }: Possibility): string {
  const numbers = [...done].map(({ number }) => number).sort((a, b) => a - b)
  return `${numbers.join(' ')}\n${state.text}`
}

// Enough to see the way here; a whole history scrolls everything else away.
const SHOWN_EVENTS = 25
const SHOWN_STATES = 3

function complaint(
  history: History,
  { number, operation }: Request,
  possible: readonly Possibility[],
): string {
  const states = possible.slice(0, SHOWN_STATES).map(({ state }) => state.text)
  return [
    `no order of the requests explains what became of ${number}: ${describeOperation(operation)}`,
    ...states.map((text) => `before, the gateway may have held:\n${text || '(nothing)'}`),
    `the last events:\n${describeHistory(history.slice(-SHOWN_EVENTS))}`,
  ].join('\n\n')
}
