/** Lists that come page by page, each of which says where the next begins. */

export interface Cursor {
  readonly cursor?: string
}

export const firstPage: Cursor = {}

/** Undefined behind the last page. */
export function nextPage(page: { readonly nextCursor?: string | undefined }): Cursor | undefined {
  return page.nextCursor === undefined ? undefined : { cursor: page.nextCursor }
}
