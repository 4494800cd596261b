import { EXIT_AUTH, EXIT_FAILURE, EXIT_LIMIT, EXIT_SERVER, EXIT_USAGE } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Answer } from './send.ts'

/** RFC 9457, as far as it is shown. */
interface ProblemBody {
  readonly code?: unknown
  readonly detail?: unknown
  readonly errors?: unknown
}

/** What was refused, in the server's words, with an exit code of its kind. */
export function failureOf(answer: Pick<Answer, 'status' | 'headers' | 'text'>): Failure {
  const problem = problemIn(answer)
  const code = typeof problem?.code === 'string' ? problem.code : undefined
  return new Failure(exitCodeOf(answer.status, code), words(answer, problem, code))
}

function words({ status, headers, text }: Answer, problem: ProblemBody | undefined, code?: string) {
  if (typeof problem?.detail === 'string') {
    return [`${problem.detail}${code === undefined ? '' : ` (${code})`}`, ...faults(problem)].join(
      '\n  ',
    )
  }
  const location = headers.get('location')
  if (location !== null) return `the server answered ${status} and sends us to ${location}`
  const [line = ''] = text.trim().split('\n', 1)
  return `the server answered ${status}${line === '' ? '' : `: ${line.slice(0, 500)}`}`
}

function problemIn({ headers, text }: Pick<Answer, 'headers' | 'text'>): ProblemBody | undefined {
  if (!/\bjson\b/.test(headers.get('content-type') ?? '')) return undefined
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : undefined
  } catch {
    return undefined
  }
}

/** Which members of what was sent are wrong. */
function faults({ errors }: ProblemBody): string[] {
  // One alone is in the detail already.
  if (!Array.isArray(errors) || errors.length < 2) return []
  return errors.flatMap((error: unknown) => {
    if (typeof error !== 'object' || error === null) return []
    const { pointer, detail } = Object.assign({ pointer: '', detail: '' }, error)
    return [`${pointer === '' ? '' : `${pointer}: `}${detail}`]
  })
}

// What the server says of a request that the command line made.
const WRONG_INPUT = new Set(['request-invalid', 'selector-malformed', 'path-malformed'])

function exitCodeOf(status: number, code: string | undefined): number {
  if (status === 401 || status === 403) return EXIT_AUTH
  if (status === 429 || status === 413 || code === 'limit-exceeded') return EXIT_LIMIT
  if (status >= 500) return EXIT_SERVER
  return code !== undefined && WRONG_INPUT.has(code) ? EXIT_USAGE : EXIT_FAILURE
}
