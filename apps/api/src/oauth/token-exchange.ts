import { createHash } from 'node:crypto'
import { credentialId, isUuid, Problem } from '@postern/domain'
import type { GuessThrottle } from '@postern/server'
import { type Db, takeToken, withTenant } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import { type AdmitDeps, admit } from '../auth/admit.ts'
import { type Caller, callerOf } from '../auth/caller.ts'
import type { Principal } from '../auth/principal.ts'
import { rulePrincipal } from '../trust/rule-principal.ts'
import {
  type OutsideTokenDeps,
  type TrustedToken,
  verifyOutsideToken,
} from '../trust/verify-outside-token.ts'
import { type AccessTokenDeps, issueAccessToken } from './access-token.ts'
import type { GrantedToken } from './grant-types.ts'
import { OAuthError } from './oauth-error.ts'
import type { Form } from './read-form.ts'
import { readJwt } from './read-jwt.ts'
import { requestedScopes } from './requested-scopes.ts'

export interface TokenExchangeDeps extends AccessTokenDeps, AdmitDeps, OutsideTokenDeps {
  readonly db: Db
  readonly guesses: GuessThrottle
}

// RFC 8693 section 3.
const TYPE = 'urn:ietf:params:oauth:token-type:'
const SUBJECT_TYPES = [`${TYPE}jwt`, `${TYPE}id_token`]
const ISSUED_TYPE = `${TYPE}access_token`

/** RFC 8693: a token of an issuer that a tenant trusts buys one of ours. No secret is sent; the token vouches. */
export async function exchangeToken(
  request: FastifyRequest,
  form: Form,
  deps: TokenExchangeDeps,
): Promise<GrantedToken> {
  const caller = callerOf(request)
  const trusted = await guarded(caller, deps, () => verifySubject(form, caller, deps))
  const { rule, claims } = trusted
  const principal = activePrincipal(trusted, caller, deps)
  const { tenant } = principal
  const scope = requestedScopes(form.get('scope'), principal, caller, deps).join(' ')
  if (rule.singleUseJti) await takeOnce(deps, trusted, caller)
  const token = await issueAccessToken(deps, {
    client_id: rule.id,
    sub: String(claims['sub']),
    tenant: tenant.id,
    credential: 'trust-rule',
    namespaces: [...rule.namespaces],
    scope,
  })
  return { token, scope, issuedTokenType: ISSUED_TYPE }
}

function activePrincipal(
  { parties, rule, claims }: TrustedToken,
  caller: Caller,
  deps: TokenExchangeDeps,
): Principal {
  try {
    return admit(rulePrincipal(parties, rule, String(claims['sub'])), caller, deps)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new OAuthError('unauthorized_client', error.message, { cause: error })
  }
}

/** Tokens that no rule takes count as guesses, and an address that guesses too much is not listened to. */
async function guarded<T>(
  { address }: Caller,
  { guesses }: TokenExchangeDeps,
  work: () => Promise<T>,
): Promise<T> {
  guesses.refuseTooMany(address)
  try {
    return await work()
  } catch (error) {
    if (error instanceof OAuthError) guesses.noteFailure(address)
    throw error
  }
}

/** RFC 8693 section 2.2.2: whatever is wrong with the subject token, the request is what is invalid. */
async function verifySubject(
  form: Form,
  caller: Caller,
  deps: TokenExchangeDeps,
): Promise<TrustedToken> {
  const text = subjectToken(form)
  const ruleId = form.get('client_id')
  if (ruleId !== undefined && !isUuid(ruleId)) {
    throw invalid('client_id is not the id of a trust rule; it may be left out')
  }
  const token = readJwt(deps.jwt, text)
  if (!token) throw invalid('subject_token is not a JWT that we take')
  try {
    const only = ruleId === undefined ? undefined : credentialId(ruleId)
    return await verifyOutsideToken(deps, token, caller, only)
  } catch (error) {
    if (error instanceof Problem && error.code === 'credential-invalid') {
      throw invalid(error.message, error)
    }
    throw error
  }
}

function subjectToken(form: Form): string {
  const text = form.get('subject_token')
  if (text === undefined) throw invalid('subject_token is missing')
  if (!SUBJECT_TYPES.includes(form.get('subject_token_type') ?? '')) {
    throw invalid(`subject_token_type is one of ${SUBJECT_TYPES.join(', ')}`)
  }
  if ((form.get('requested_token_type') ?? ISSUED_TYPE) !== ISSUED_TYPE) {
    throw invalid(`requested_token_type can only be ${ISSUED_TYPE}`)
  }
  if (form.has('actor_token')) throw invalid('actor_token is not taken')
  return text
}

async function takeOnce(
  deps: TokenExchangeDeps,
  { rule, claims }: TrustedToken,
  caller: Caller,
): Promise<void> {
  const { jti, exp } = claims
  if (typeof jti !== 'string') throw invalid('the trust rule takes only tokens with a jti')
  const { id: ruleId, tenantId } = rule
  const used = {
    tenantId,
    ruleId,
    jtiHash: createHash('sha256').update(jti).digest(),
    // Past the tolerance in clocks, too.
    expiresAt: new Date((Number(exp) + 60) * 1_000),
  }
  const now = new Date(deps.clock())
  const isFirst = await withTenant(deps.db, tenantId, (own) => takeToken(own, used, now))
  if (isFirst) return
  deps.failures.note({
    tenantId,
    credentialId: ruleId,
    credentialName: rule.name,
    isRule: true,
    isProven: true,
    reason: 'token-used',
    caller,
  })
  throw invalid('the token was used before, and its trust rule takes each only once')
}

function invalid(description: string, cause?: unknown): OAuthError {
  return new OAuthError('invalid_request', description, { cause })
}
