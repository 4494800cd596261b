/** What one page holds, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor?: string | undefined
}

const PAGE_SIZE = 200

export async function allPages<T>(
  read: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const page = await read({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) })
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return all
}
