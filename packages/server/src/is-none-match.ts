const ENTITY_TAG = /(?:W\/)?("[^"]*")/g

/** Whether an If-None-Match header names the tag; by weak comparison, as for a GET (RFC 9110 section 13.1.2). */
export function isNoneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  const opaque = tag.replace(/^W\//, '')
  return Array.from(header.matchAll(ENTITY_TAG), ([, named]) => named).includes(opaque)
}
