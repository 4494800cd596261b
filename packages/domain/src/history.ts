/** How much is kept of what came of the pushes to each group. */
export interface HistoryKept {
  /** The last so many; 0 records none. */
  readonly perGroup: number
  readonly days: number
}

/** As it is when nobody says otherwise. */
export const defaultHistory: HistoryKept = { perGroup: 50, days: 30 }
