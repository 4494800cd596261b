import { Problem, type ProblemCode } from '@postern/domain'
import { isStorageAway } from './is-storage-away.ts'
import { isValidationError, validationProblem } from './validation-problem.ts'

interface Translation {
  readonly code: ProblemCode
  readonly detail: string
}

/** What Fastify itself rejects, in our words. Whatever is not listed is our own mistake. */
const frameworkProblems: Readonly<Record<string, Translation>> = {
  FST_ERR_BAD_URL: {
    code: 'url-malformed',
    detail: '400 Bad Request: the address has a broken percent escape',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    code: 'url-malformed',
    detail: '400 Bad Request: a part of the address is too long',
  },
  FST_ERR_NOT_FOUND: { code: 'route-not-found', detail: '404 page not found' },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'body-too-large',
    detail: 'the body is larger than this address takes',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'media-type-unsupported',
    detail: 'the Content-Type of the body is not one that this address takes',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'body-malformed', detail: 'the body is empty, not JSON' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'body-malformed', detail: 'the body is not valid JSON' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'body-malformed',
    detail: 'the body has another length than its Content-Length says',
  },
  FST_ERR_HANDLER_TIMEOUT: {
    code: 'request-timeout',
    detail: 'the request could not be answered in time; try again',
  },
}

/** Any failure in words for the client. What is not known to be meant for a client becomes `unexpected`. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isValidationError(error)) return validationProblem(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = frameworkProblems[code]
  if (known) return new Problem(known.code, known.detail, { cause: error })
  if (hasStatus(error, BROKEN_BODY)) {
    return new Problem('body-malformed', 'the body ended before it was whole', { cause: error })
  }
  if (hasStatus(error, NO_SUCH_FILE)) return new Problem('route-not-found', '404 page not found')
  if (isStorageAway(error)) {
    return new Problem(
      'storage-unavailable',
      'the database does not answer; try again, a push may be repeated',
      {
        cause: error,
      },
    )
  }
  return new Problem('unexpected', 'something went wrong on our side; the log says what', {
    cause: error,
  })
}

// Fastify marks so what breaks while it reads a body; the codes are those of any socket, the database's too.
const BROKEN_BODY = 400

// What serves the files of pages marks so a path that leads out of their folder.
const NO_SUCH_FILE = 403

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === status
}
