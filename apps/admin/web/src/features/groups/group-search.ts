import { type GroupOrder, groupOrders } from '@postern/domain'

/** What of the groups is shown, as the address of the page has it: so that it can be sent to somebody. */
export interface GroupSearch {
  /** Matchers as in PromQL, without the braces or with them: `job="backup", zone=~"eu-.*"`. */
  readonly match?: string
  readonly namespace?: string
  readonly failed?: boolean
  /** Durations. */
  readonly stale?: string
  readonly expiring?: string
  readonly sort?: GroupOrder
  /** The group that is open: its namespace, a slash, its id. */
  readonly open?: string
}

const orders: ReadonlySet<unknown> = new Set(groupOrders)

export function readGroupSearch(search: Record<string, unknown>): GroupSearch {
  const { sort, failed } = search
  return {
    ...texts(search, ['match', 'namespace', 'stale', 'expiring', 'open']),
    ...(failed === true ? { failed } : {}),
    ...(orders.has(sort) ? { sort: sort as GroupOrder } : {}),
  }
}

function texts(search: Record<string, unknown>, names: readonly (keyof GroupSearch)[]): object {
  const found = names.flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? [[name, value]] : []
  })
  return Object.fromEntries(found)
}

/**
 * The selector that somebody means: matchers with or without braces, or a word alone, which is looked for in the job.
 */
export function toSelector(typed: string): string {
  const text = typed.trim()
  if (text.startsWith('{')) return text
  if (/[=~"]/.test(text)) return `{${text}}`
  return `{job=~${JSON.stringify(`(?i).*${escapePattern(text)}.*`)}}`
}

/** For a regular expression of RE2. */
function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
