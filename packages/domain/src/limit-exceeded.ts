import type { LimitName } from './limits.ts'
import { Problem, type ProblemCode } from './problem.ts'

/** What went beyond a limit: `found` in plain words, such as "the push has 41 series". */
export interface Excess {
  readonly limit: LimitName
  readonly allowed: number
  readonly found: string
}

/** A refusal that says what was counted, how much, the limit and its name. Trying again does not help. */
export function limitExceeded(excess: Excess, code: ProblemCode = 'limit-exceeded'): Problem {
  const { limit, allowed, found } = excess
  return new Problem(code, `${found}; ${limit} is ${allowed}`, { members: { limit, allowed } })
}
