import type { ProblemCode } from '@postern/domain'

interface FieldError {
  readonly in: string
  readonly pointer: string
  readonly detail: string
}

/** The body of a problem (RFC 9457), of which nothing is taken for granted. */
interface ProblemBody {
  readonly title?: string
  readonly detail?: string
  readonly code?: string
  readonly instance?: string
  readonly errors?: readonly FieldError[]
}

/** What the server refused, in its own words. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly requestId: string | undefined
  readonly errors: readonly FieldError[]
  /** All members of the body: some problems say more than their words. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? `The server answered with status ${status}.`)
    this.status = status
    this.code = body.code ?? 'unexpected'
    this.title = body.title ?? 'The request failed'
    this.requestId = body.instance
    this.errors = body.errors ?? []
    this.members = { ...body }
  }
}

/** No answer at all: the server is not there, or the network is not. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
}

export function isProblem(error: unknown, code: ProblemCode): error is ProblemError {
  return error instanceof ProblemError && error.code === code
}
