import { certificateNames, plainAddress } from '@postern/server'
import type { FastifyRequest } from 'fastify'

/** Where a request comes from, for records and address rules. */
export interface Caller {
  readonly requestId: string
  readonly address: string
  readonly userAgent: string | undefined
  /** Of the certificate that the connection showed, if one that is to be believed. */
  readonly certificateNames: readonly string[]
}

// Enough to tell one client from another; the rest of a header is the client's to fill.
const MAX_USER_AGENT = 256

export function callerOf(request: FastifyRequest): Caller {
  return {
    requestId: request.id,
    address: plainAddress(request.ip),
    certificateNames: certificateNames(request),
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT),
  }
}
