import type { ProblemCode } from '@postern/domain'
import { NoAnswerError, ProblemError } from './problem-error.ts'

interface Described {
  readonly title: string
  readonly detail: string
  /** What to do about it, where the server's words leave that open. */
  readonly advice?: string
  /** Only where the log knows more than was said. */
  readonly requestId?: string
}

const advice: Partial<Record<ProblemCode, string>> = {
  'role-insufficient':
    'Ask an admin of the tenant, or a system admin, for a role that may do this.',
  'storage-unavailable': 'Nothing was changed. It goes on by itself when the database is back.',
  'request-timeout': 'It may have been done all the same. Look before you try again.',
  unexpected: 'This is a fault of Postern’s. Its log says more, under the id below.',
}

const withRequestId: ReadonlySet<string> = new Set<ProblemCode>([
  'unexpected',
  'storage-unavailable',
])

/** Any failure in words for the person before the screen. */
export function describeFailure(error: unknown): Described {
  if (error instanceof ProblemError) return describeProblem(error)
  if (error instanceof NoAnswerError) {
    return { title: 'No answer', detail: error.message }
  }
  return {
    title: 'This page failed',
    detail: error instanceof Error ? error.message : String(error),
    advice: 'Load it again; if that does not help, the console of the browser says more.',
  }
}

function describeProblem({ code, title, message, errors, requestId }: ProblemError): Described {
  // A code that this page does not know has no advice, that is all.
  const help = advice[code as ProblemCode]
  const fields = errors.map(({ pointer, detail }) => `${pointer.replace(/^\//, '')} ${detail}`)
  return {
    title,
    detail: fields.length > 0 ? fields.join('; ') : message,
    ...(help === undefined ? {} : { advice: help }),
    ...(requestId !== undefined && withRequestId.has(code) ? { requestId } : {}),
  }
}
