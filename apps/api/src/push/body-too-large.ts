import { type LimitName, limitExceeded, type Problem } from '@postern/domain'

/** 413, saying how many bytes there are, as far as that is known, and how many there may be. */
export function bodyTooLarge(limit: LimitName, allowed: number, bytes?: number): Problem {
  const count = bytes === undefined ? `more than ${allowed}` : String(bytes)
  return limitExceeded({ limit, allowed, found: `the body has ${count} bytes` }, 'body-too-large')
}
