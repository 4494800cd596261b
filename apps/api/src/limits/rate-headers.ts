/** RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11): lists of structured fields (RFC 9651). */
import type { Rate } from './rates.ts'

/** How it stands with a rate after a request. */
export interface RateState {
  readonly rate: Rate
  /** Whole units that would pass now. */
  readonly remaining: number
  /** For how long there are no more than that. */
  readonly seconds: number
}

export function rateHeaders(states: readonly RateState[]): Record<string, string> {
  return {
    'ratelimit-policy': states.map(({ rate }) => policyItem(rate)).join(', '),
    ratelimit: states.map(limitItem).join(', '),
  }
}

/** A quota is a whole number of units in whole seconds, so a slow rate is one unit in many. */
function policyItem({ policy, unit, perSecond }: Rate): string {
  const quota =
    perSecond >= 1 ? `q=${Math.floor(perSecond)};w=1` : `q=1;w=${Math.ceil(1 / perSecond)}`
  // Without a unit it is requests that are counted.
  return unit === 'samples' ? `"${policy}";${quota};qu="samples"` : `"${policy}";${quota}`
}

function limitItem({ rate, remaining, seconds }: RateState): string {
  return `"${rate.policy}";r=${remaining};t=${seconds}`
}
