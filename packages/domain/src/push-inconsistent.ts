import { Problem } from './problem.ts'

/** The Pushgateway's words for a push that was read but cannot be held; people and clients look for them. */
const PREFIX = 'pushed metrics are invalid or inconsistent with existing metrics: '

export function pushInconsistent(reason: string, metric: string, hint?: string): Problem {
  const words = hint === undefined ? reason : `${reason} (${hint})`
  return new Problem('push-inconsistent', PREFIX + words, { members: { metric } })
}
