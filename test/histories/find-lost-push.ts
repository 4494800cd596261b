/**
 * The promise that matters most, checked on its own and without any search: what was answered with 200 is in every later
 * scrape, unless a request that came later, or was under way at the same time, replaced or removed it, or its time may
 * have been over.
 */
import { describeOperation, type History, type Request } from './history.ts'
import { describeAnswer, type Push } from './model.ts'

interface Span {
  readonly request: Request
  readonly sentAt: number
  /** Infinity when it was never answered. */
  readonly answeredAt: number
}

/** Which push is missing from which scrape, in words; `undefined` when none is. */
export function findLostPush(history: History): string | undefined {
  const spans = spansOf(history)
  const scrapes = spans.filter(({ request }) => request.operation.kind === 'scrape')
  for (const span of spans) {
    const push = acceptedPush(span.request)
    if (!push) continue
    const ends = spans.filter((other) => other !== span && mayEnd(other, span, push))
    const later = scrapes.filter(
      (scrape) => scrape.sentAt > span.answeredAt && !mayBeOver(history, span, scrape, push),
    )
    const missing = later.find(
      (scrape) =>
        !shows(scrape.request.answer, push) && !ends.some((end) => end.sentAt < scrape.answeredAt),
    )
    if (missing) {
      return `${describeOperation(push)} was answered with 200 and is not in a later scrape:\n${missing.request.answer}`
    }
  }
  return undefined
}

/** Whether the clock moved in between; what is held for ever does not mind. */
function mayBeOver(history: History, pushed: Span, scrape: Span, { ticks }: Push): boolean {
  if (ticks === Number.POSITIVE_INFINITY) return false
  return history.some(
    ({ kind }, at) => kind === 'tick' && at > pushed.sentAt && at < scrape.answeredAt,
  )
}

function spansOf(history: History): Span[] {
  const answers = new Map(
    history.flatMap((event, at) => (event.kind === 'answer' ? [[event.request, at]] : [])),
  )
  return history.flatMap((event, sentAt) => {
    if (event.kind !== 'request') return []
    const answeredAt = answers.get(event.request) ?? Number.POSITIVE_INFINITY
    return [{ request: event.request, sentAt, answeredAt }]
  })
}

function acceptedPush({ operation, answer }: Request): Push | undefined {
  const isPush = operation.kind === 'PUT' || operation.kind === 'POST'
  return isPush && operation.families.length > 0 && answer === describeAnswer(200)
    ? operation
    : undefined
}

/** Whether the request may have replaced or removed something of that push. */
function mayEnd({ request, answeredAt }: Span, pushed: Span, push: Push): boolean {
  const { operation, answer } = request
  if (!('group' in operation) || operation.group !== push.group) return false
  return answeredAt > pushed.sentAt && answer !== describeAnswer(400)
}

function shows(scraped: string | undefined, push: Push): boolean {
  return (
    scraped === undefined || scraped.split('\n').some((line) => line.endsWith(` ${push.value}`))
  )
}
