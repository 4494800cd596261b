/** What happened, in the order in which it was seen from outside: requests, and answers to them. */
import type { Operation, Push } from './model.ts'

export interface Request {
  /** Counted from 1 in the order of sending. */
  readonly number: number
  readonly operation: Operation
  /** To which replica it went. */
  readonly replica: string
  /** In ticks of the clock. */
  readonly sentAt: number
  /** As `describeAnswer` puts it; `undefined` for ever when the replica was lost or told of no outcome. */
  answer: string | undefined
}

interface RequestEvent {
  /** `end`: whoever had the request is gone; without an answer it has taken effect by now, or never will. */
  readonly kind: 'request' | 'answer' | 'end'
  readonly request: Request
}

/** The clock was moved on to that many ticks. */
interface TickEvent {
  readonly kind: 'tick'
  readonly now: number
}

export type Event = RequestEvent | TickEvent

export type History = readonly Event[]

export class Recorder {
  #events: Event[] = []
  #requests = 0
  #now: number

  /** What the clock says when the history begins, in ticks. */
  constructor(now = 0) {
    this.#now = now
  }

  get history(): History {
    return this.#events
  }

  request(operation: Operation, replica: string): Request {
    const request: Request = {
      number: ++this.#requests,
      operation,
      replica,
      sentAt: this.#now,
      answer: undefined,
    }
    this.#events.push({ kind: 'request', request })
    return request
  }

  answer(request: Request, answer: string): void {
    request.answer = answer
    this.#events.push({ kind: 'answer', request })
  }

  end(request: Request): void {
    this.#events.push({ kind: 'end', request })
  }

  tick(now: number): void {
    this.#now = now
    this.#events.push({ kind: 'tick', now })
  }

  /** It never arrived anywhere. */
  forget(forgotten: Request): void {
    this.#events = this.#events.filter(
      (event) => event.kind === 'tick' || event.request !== forgotten,
    )
  }
}

export function describeHistory(history: History): string {
  return history.map(describeEvent).join('\n')
}

function describeEvent(event: Event): string {
  if (event.kind === 'tick') return `the clock says ${event.now}`
  const { number, replica, operation, answer } = event.request
  switch (event.kind) {
    case 'request':
      return `${number} → ${replica}: ${describeOperation(operation)}`
    case 'answer':
      return `${number} ← ${answer?.replaceAll('\n', '\n      ')}`
    case 'end':
      return `${number} stays without an answer`
  }
}

export function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'scrape':
      return 'scrape'
    case 'DELETE':
      return `DELETE ${operation.group}`
    case 'default':
      return `the default is ${operation.ticks} ticks`
    case 'recompute':
      return 'ends are computed anew'
    case 'PUT':
    case 'POST': {
      const { kind, group, ticks } = operation
      const held = ticks === undefined ? '' : ` for ${ticks} ticks`
      return `${kind} ${group} ${JSON.stringify(pushBody(operation))}${held}`
    }
  }
}

/** The text that a push sends. */
export function pushBody({ families, value }: Push): string {
  return families
    .map(({ name, type, zones }) => {
      const samples = zones.map((zone) =>
        zone === undefined ? `${name} ${value}\n` : `${name}{zone="${zone}"} ${value}\n`,
      )
      return `# TYPE ${name} ${type}\n${samples.join('')}`
    })
    .join('')
}
