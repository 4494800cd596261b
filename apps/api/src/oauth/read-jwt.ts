import { authorizationHeaders } from '@postern/server'
import type { FastifyRequest } from 'fastify'
import type { JwtTools } from './jwt-tools.ts'

/** What a token says of itself. Nothing of it is believed yet. */
export interface UnverifiedJwt {
  readonly text: string
  readonly kid: string | undefined
  readonly algorithm: string | undefined
  readonly type: string | undefined
  readonly issuer: string | undefined
  readonly audiences: readonly string[]
  readonly claims: Readonly<Record<string, unknown>>
}

// Those of the large platforms have 1 to 3 KB. Longer ones are not even decoded.
const MAX_JWT_LENGTH = 16 * 1024

// RFC 7519 section 3, compact form: a header that begins a JSON object, claims that do, a signature that may be empty.
const SHAPE = /^eyJ[A-Za-z0-9_-]*\.eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/

const BEARER = /^bearer +([^ ]+)$/i

/** The bearer token of a request when it looks like a JWT; API keys, and what is neither, are for others to judge. */
export function bearerJwt(request: FastifyRequest): string | undefined {
  // Of two headers none counts; that too is for others to say.
  const sent = authorizationHeaders(request)
  const [, token] = sent.length === 1 ? (BEARER.exec(sent[0] ?? '') ?? []) : []
  return token?.startsWith('eyJ') === true && token.includes('.') ? token : undefined
}

/**
 * A token taken apart, or `undefined` for what is no JWT that we would consider: too long, not in compact form, or
 * with a header that demands what we do not know (RFC 7515 section 4.1.11: we know no extension at all).
 */
export function readJwt(tools: JwtTools, text: string): UnverifiedJwt | undefined {
  if (text.length > MAX_JWT_LENGTH || !SHAPE.test(text)) return undefined
  const parts = decode(tools, text)
  if (!parts || 'crit' in parts.header) return undefined
  const { header, payload } = parts
  return {
    text,
    kid: asText(header['kid']),
    algorithm: asText(header['alg']),
    type: asText(header['typ']),
    issuer: asText(payload['iss']),
    audiences: [payload['aud']].flat().filter((audience) => typeof audience === 'string'),
    claims: payload,
  }
}

interface Parts {
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
}

function decode(tools: JwtTools, text: string): Parts | null | undefined {
  try {
    return tools.own.decode<Parts>(text)
  } catch {
    // Not JSON inside.
    return undefined
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
