export interface LimitsSearch {
  /** Whose limits; those of the whole tenant without it. */
  readonly namespace?: string
}

export function readLimitsSearch(search: Record<string, unknown>): LimitsSearch {
  return typeof search['namespace'] === 'string' ? { namespace: search['namespace'] } : {}
}
