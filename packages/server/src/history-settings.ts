import type { HistoryKept } from '@postern/domain'
import { Type } from 'typebox'

/** How much is kept of what came of pushes: for the data plane alone. */
export const historySettings = {
  POSTERN_HISTORY_PUSHES: Type.Integer({
    minimum: 0,
    maximum: 1_000,
    default: 50,
    description:
      'how many of the last pushes to each group are remembered, 1000 at most; 0 for none',
  }),
  POSTERN_HISTORY_DAYS: Type.Integer({
    minimum: 1,
    maximum: 400,
    default: 30,
    description: 'for how many days they are remembered, 400 at most',
  }),
} as const

interface HistorySettings {
  readonly POSTERN_HISTORY_PUSHES: number
  readonly POSTERN_HISTORY_DAYS: number
}

export function readHistorySettings(settings: HistorySettings): HistoryKept {
  return { perGroup: settings.POSTERN_HISTORY_PUSHES, days: settings.POSTERN_HISTORY_DAYS }
}
