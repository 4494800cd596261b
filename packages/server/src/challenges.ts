import type { Problem, ProblemCode } from '@postern/domain'

const REALM = 'realm="postern"'

/** RFC 6750 section 3.1. A request that carries no credential is told no error code. */
const bearerErrors: Partial<Record<ProblemCode, string>> = {
  'credential-invalid': 'invalid_token',
  'scope-insufficient': 'insufficient_scope',
  'role-insufficient': 'insufficient_scope',
  'namespace-forbidden': 'insufficient_scope',
  'label-forbidden': 'insufficient_scope',
}

/** The WWW-Authenticate fields of a refusal, one per scheme; none unless it is a 401 or 403. */
export function challenges(problem: Problem, basic: boolean): string[] {
  if (problem.status !== 401 && problem.status !== 403) return []
  const bearer = bearerChallenge(problem)
  return basic && problem.status === 401 ? [bearer, `Basic ${REALM}, charset="UTF-8"`] : [bearer]
}

function bearerChallenge(problem: Problem): string {
  const error = bearerErrors[problem.code]
  if (error === undefined) return `Bearer ${REALM}`
  const scope = problem.members['scope']
  return [
    `Bearer ${REALM}`,
    `error="${error}"`,
    `error_description="${quotable(problem.message)}"`,
    ...(typeof scope === 'string' ? [`scope="${quotable(scope)}"`] : []),
  ].join(', ')
}

/** RFC 6750 section 3 allows printable ASCII without the quote and the backslash. */
function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?')
}
