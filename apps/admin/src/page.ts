/** Pages of a list that is ordered by UUIDv7, so that what is made meanwhile comes last and nothing shows twice. */
import { DEFAULT_PAGE_SIZE } from '@postern/contract'
import { uuidFromBytes, uuidToBytes } from '@postern/domain'
import { invalidRequest } from './invalid-request.ts'

export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}

interface Read {
  /** One more than fits the page: it tells whether there is another. */
  readonly limit: number
  /** The last id of the page before. */
  readonly after: string | undefined
}

interface Page<T> {
  readonly items: readonly T[]
  readonly next: { readonly nextCursor?: string }
}

/** Reads one page. Throws `request-invalid` for a cursor that we did not give out. */
export async function readPage<T extends { readonly id: string }>(
  { limit = DEFAULT_PAGE_SIZE, cursor }: PageQuery,
  read: (page: Read) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const after = cursor === undefined ? undefined : fromCursor(cursor)
  const rows = await read({ limit: limit + 1, after })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last && rows.length > limit ? { nextCursor: toCursor(last.id) } : {} }
}

function toCursor(id: string): string {
  return uuidToBytes(id).toBase64({ alphabet: 'base64url', omitPadding: true })
}

const CURSOR = /^[A-Za-z0-9_-]{22}$/

function fromCursor(cursor: string): string {
  if (CURSOR.test(cursor)) {
    return uuidFromBytes(new Uint8Array(Buffer.from(cursor, 'base64url')))
  }
  throw invalidRequest('querystring', '/cursor', 'is not one that this server gave out')
}
