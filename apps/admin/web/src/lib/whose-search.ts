/** Of pages that show what holds for a tenant, or for one of its namespaces. */
export interface WhoseSearch {
  /** That of the whole tenant without it. */
  readonly namespace?: string
}

export function readWhose(search: Record<string, unknown>): WhoseSearch {
  return typeof search['namespace'] === 'string' ? { namespace: search['namespace'] } : {}
}
