/** What the audit is searched for, as the address of the page has it. */
export interface AuditSearch {
  readonly action?: string
  readonly actor?: string
  /** Days of the reader's calendar, such as 2030-01-31. */
  readonly since?: string
  readonly until?: string
}

const DAY = /^\d{4}-\d\d-\d\d$/

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return {
    ...text(search, 'action', /^[a-z.-]+$/),
    ...text(search, 'actor', /^[0-9a-f-]{36}$/),
    ...text(search, 'since', DAY),
    ...text(search, 'until', DAY),
  }
}

function text(search: Record<string, unknown>, name: keyof AuditSearch, form: RegExp): AuditSearch {
  const value = search[name]
  return typeof value === 'string' && form.test(value) ? { [name]: value } : {}
}
