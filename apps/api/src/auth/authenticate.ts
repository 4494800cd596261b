import { Problem } from '@postern/domain'
import { requireApiKey } from '@postern/server'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { bearerJwt } from '../oauth/read-jwt.ts'
import { type Caller, callerOf } from './caller.ts'
import { noteForbidden } from './note-forbidden.ts'
import type { Principal } from './principal.ts'
import { type KeyDeps, principalOfKey } from './principal-of-key.ts'
import { refuseKeysInUrls } from './refuse-key-in-url.ts'
import { tellExpiry } from './tell-expiry.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | undefined
    /** When that was settled. */
    authenticatedMs: number
  }
}

export interface AuthenticateDeps extends KeyDeps {
  readonly findTokenPrincipal: (token: string, caller: Caller) => Promise<Principal>
}

// As long as anything is believed of a credential.
const BELIEVED_MS = 1_000

/** Settles who calls before a byte of the body is read, and once more when that took its time. */
export const authenticate = fp<AuthenticateDeps>(
  async (app, deps) => {
    app.decorateRequest('principal', undefined)
    app.decorateRequest('authenticatedMs', 0)
    refuseKeysInUrls(app, deps)
    app.addHook('onRequest', async (request, reply) => {
      request.authenticatedMs = deps.clock()
      request.principal = await findPrincipal(request, deps)
      tellExpiry(reply, request.principal, request.authenticatedMs)
    })
    // Whoever sends the body of a push byte by byte must not outlive the end of the key with it.
    app.addHook('preHandler', async (request) => {
      if (deps.clock() - request.authenticatedMs < BELIEVED_MS) return
      request.principal = await findPrincipal(request, deps)
    })
    app.addHook('onError', async (request, _reply, error) => {
      if (request.principal) noteForbidden(deps.failures, request.principal, request, error)
    })
  },
  { name: 'authenticate' },
)

/** For handlers behind `authenticate`: who calls. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('the route is not behind authenticate')
  return request.principal
}

async function findPrincipal(request: FastifyRequest, deps: AuthenticateDeps): Promise<Principal> {
  const caller = callerOf(request)
  const token = bearerJwt(request)
  if (token !== undefined) return principalOfToken(token, caller, deps)
  return principalOfKey(requireGuess(request, caller, deps), caller, deps)
}

/** The key that is sent. What is none, or was mistyped, is a failed guess; sending none at all is not. */
function requireGuess(request: FastifyRequest, caller: Caller, deps: AuthenticateDeps) {
  try {
    return requireApiKey(request).key
  } catch (error) {
    throw failedGuess(error, caller, deps)
  }
}

/** That a token is genuine is told without a query, so those that are may come from any address. */
async function principalOfToken(
  token: string,
  caller: Caller,
  deps: AuthenticateDeps,
): Promise<Principal> {
  try {
    return await deps.findTokenPrincipal(token, caller)
  } catch (error) {
    throw failedGuess(error, caller, deps)
  }
}

function failedGuess(error: unknown, { address }: Caller, { failures, guesses }: KeyDeps): unknown {
  if (!(error instanceof Problem) || error.code !== 'credential-invalid') return error
  failures.count('malformed')
  try {
    guesses.refuseTooMany(address)
  } catch (throttled) {
    return throttled
  }
  guesses.noteFailure(address)
  return error
}
