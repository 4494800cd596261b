import { parseWeighted } from '../header-items.ts'

export type ScrapeEncoding = 'identity' | 'gzip' | 'zstd'

/**
 * How an answer is compressed (RFC 9110 section 12.5.3): only as the header names it, so plain for `*` as with the
 * Pushgateway. Of equal weights gzip is the first: zstd would be smaller by a fifth, but not everybody who names it reads
 * more than one frame.
 */
export function negotiateEncoding(header: string | undefined): ScrapeEncoding {
  const weights = new Map(parseWeighted(header).map(({ value, weight }) => [value, weight]))
  const weightOf = (encoding: ScrapeEncoding) => weights.get(encoding) ?? 0
  const best = weightOf('zstd') > weightOf('gzip') ? 'zstd' : 'gzip'
  const isWanted = weightOf(best) > 0 && weightOf(best) >= weightOf('identity')
  return isWanted ? best : whenNoneIsNamed(weights)
}

/** Plain, unless that is forbidden and anything else is not. */
function whenNoneIsNamed(weights: ReadonlyMap<string, number>): ScrapeEncoding {
  const isPlainForbidden = weights.get('identity') === 0
  return isPlainForbidden && (weights.get('*') ?? 0) > 0 ? 'gzip' : 'identity'
}
