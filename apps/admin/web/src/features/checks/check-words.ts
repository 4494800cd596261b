import type { Check } from '@postern/contract'
import type { Tone } from '../../components/state.tsx'

export const stateTones: Readonly<Record<Check['state'], Tone>> = {
  new: 'quiet',
  up: 'good',
  late: 'warn',
  down: 'bad',
  paused: 'quiet',
}

/** How late and how often failed is too much. */
export function patienceWords({ grace, failuresBeforeDown }: Check): string {
  const failures = failuresBeforeDown > 1 ? `, down after ${failuresBeforeDown} failures` : ''
  return `${grace} of grace${failures}`
}

/** Why it is down, in a sentence. */
export function downWords({ downReason, failuresInRow }: Check): string {
  if (downReason === 'missed') return 'No run came in time.'
  if (downReason === 'unfinished') return 'A run began and did not end in time.'
  if (failuresInRow > 1) return `${failuresInRow} runs in a row failed.`
  return 'The last run failed.'
}
