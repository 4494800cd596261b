/** Lists that the admin API answers page by page. */
import type { Endpoint } from '@postern/contract'
import type { AdminClient, AnyInput } from '../client/admin-client.ts'

const PAGE_SIZE = 200

/** Page after page, each when it is wanted. */
export async function* pagesOf(
  endpoint: Endpoint,
  input: AnyInput,
  admin: AdminClient,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Record<string, unknown>> {
  let cursor: string | undefined
  for (let left = limit; left > 0; ) {
    const querystring = {
      ...input.querystring,
      limit: Math.min(PAGE_SIZE, left),
      ...(cursor !== undefined && { cursor }),
    }
    const page: unknown = await admin.call(endpoint, { ...input, querystring })
    if (!isObject(page)) return
    yield page
    left -= longestList(page)
    if (typeof page['nextCursor'] !== 'string') return
    cursor = page['nextCursor']
  }
}

/** One answer of all pages, with the lists of each behind those of the one before. */
export async function wholeOf(pages: AsyncIterable<Record<string, unknown>>): Promise<unknown> {
  let whole: Record<string, unknown> = {}
  for await (const page of pages) whole = append(whole, page)
  return whole
}

/** What the pages list, one thing a line. */
export async function* linesOfPages(
  pages: AsyncIterable<Record<string, unknown>>,
): AsyncGenerator<string> {
  for await (const page of pages) {
    const things = Object.values(page).find((each) => Array.isArray(each)) ?? []
    yield things.map((thing: unknown) => `${JSON.stringify(thing)}\n`).join('')
  }
}

function append(whole: Record<string, unknown>, page: Record<string, unknown>) {
  const { nextCursor: _, ...before } = whole
  const members = Object.entries(page).map(([name, value]) => {
    const earlier = before[name]
    return [
      name,
      Array.isArray(value) && Array.isArray(earlier) ? [...earlier, ...value] : value,
    ] as const
  })
  return { ...before, ...Object.fromEntries(members) }
}

/** At least one, so that a page without any does not go on for ever. */
function longestList(page: Record<string, unknown>): number {
  return Math.max(1, ...Object.values(page).map((each) => (Array.isArray(each) ? each.length : 0)))
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
