import { Problem } from '@postern/domain'
import { authorizationHeaders, credentialInUrl, keyInUrl } from '@postern/server'
import type { FastifyRequest } from 'fastify'
import { type OperatorDeps, operatorAuthenticator } from './authenticate-operator.ts'
import { sessionCaller } from './authenticate-session.ts'
import type { Caller } from './caller.ts'
import { readCookie, SESSION_COOKIE } from './cookies.ts'

/** Tells who makes a request: a script by its key, or a person by the cookie of their session. Throws for all others. */
export function authenticator(deps: OperatorDeps): (request: FastifyRequest) => Promise<Caller> {
  const operatorCaller = operatorAuthenticator(deps)
  return async (request) => {
    if (keyInUrl(request.raw.url ?? '')) throw credentialInUrl()
    if (bringsKey(request)) return operatorCaller(request)
    const cookie = readCookie(request, SESSION_COOKIE)
    if (cookie !== undefined) return sessionCaller(deps, request, cookie)
    throw new Problem(
      'credential-missing',
      'sign in, or send an operator key as "Authorization: Bearer <key>"',
    )
  }
}

/** Whoever sends a key means it, cookie or not. */
export function bringsKey(request: FastifyRequest): boolean {
  return authorizationHeaders(request).length > 0
}
