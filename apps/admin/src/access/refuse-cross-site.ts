import { Problem } from '@postern/domain'
import type { FastifyRequest } from 'fastify'

/** How people reach the app, where it differs from what the connection shows. */
export interface OwnOrigin {
  readonly adminUrl?: string | undefined
}

/**
 * Refuses what a page of another site made the browser send. Browsers tell by themselves which site asks, and no page
 * can make them lie about it (Fetch Metadata, and the Origin of RFC 6454). What tells neither is no browser: it is let in
 * unless it comes with the cookie of one.
 */
export function refuseCrossSite(request: FastifyRequest, own: OwnOrigin, hasCookie: boolean): void {
  if (isSafe(request.method)) return
  const { 'sec-fetch-site': site, origin } = request.headers
  if (site === undefined && origin === undefined && !hasCookie) return
  if (site === undefined ? isOwn(request, own, origin) : site === 'same-origin') return
  throw new Problem(
    'cross-site-request',
    'this did not come from a page of the admin app; scripts send an operator key instead of a cookie',
  )
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function isOwn(
  { protocol, headers }: FastifyRequest,
  { adminUrl }: OwnOrigin,
  origin: string | undefined,
): boolean {
  if (origin === undefined) return false
  if (adminUrl !== undefined && origin === new URL(adminUrl).origin) return true
  return headers.host !== undefined && origin === `${protocol}://${headers.host}`
}
