import { Problem, readRetention, type SystemRetention } from '@postern/domain'

/** How a push says how long its group is to be held, until the next push does. */
const TTL_HEADER = 'postern-ttl'

interface TtlRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly query: { readonly ttl?: string | string[] }
}

/**
 * What the header says, or the parameter `ttl` for clients that cannot set one; in milliseconds, `undefined` for nothing.
 * Throws `request-invalid`.
 */
export function pushTtl(
  { headers, query }: TtlRequest,
  system: SystemRetention,
): number | undefined {
  const header = headers[TTL_HEADER]
  if (header !== undefined && query.ttl !== undefined) {
    throw new Problem('request-invalid', 'the push has a Postern-TTL header and a parameter ttl')
  }
  if (header !== undefined) return readTtl('the header Postern-TTL', header, system)
  return query.ttl === undefined ? undefined : readTtl('the parameter ttl', query.ttl, system)
}

/** As a person wrote it in the place of that name. */
export function readTtl(
  place: string,
  text: string | readonly string[],
  { minimumMs }: SystemRetention,
): number {
  // Said twice, it is a list.
  const words = String(text)
  const read = readRetention(words, minimumMs)
  if ('ms' in read) return read.ms
  throw new Problem('request-invalid', `${place} ${read.fault}; it is ${shown(words)}`)
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60))
}
