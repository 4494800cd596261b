/** Who makes a request, and what of it is theirs to do. Guards throw; they never answer. */
import {
  ALL_NAMESPACES,
  type ApiKeyKind,
  type Credential,
  DEFAULT_NAMESPACE,
  lineageOf,
  Problem,
  type Scope,
} from '@postern/domain'
import type { Grant } from './credential-cache.ts'

/** A key or a trust rule that was proven to be the caller's, with what a request needs to know of its tenant. */
export interface Principal extends Omit<Grant, 'credential'> {
  readonly credential: Omit<Credential, 'kind'> & { readonly kind: ApiKeyKind | 'trust-rule' }
  /** Whom the outside issuer means that a trust rule believes: the token's `sub`. */
  readonly subject?: string
}

/** Whether it may delete what others made, where groups have owners: who may wipe or manage all may. */
export function deletesForAll({ credential: { scopes } }: Principal): boolean {
  return scopes.includes('wipe') || scopes.includes('manage')
}

/** As whom it writes groups: a key is the same through all its rotations, a trust rule speaks for each subject apart. */
export function writerOf({ credential, subject }: Principal): string {
  return subject === undefined ? lineageOf(credential) : `${credential.id} ${subject}`
}

export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.credential.scopes.includes(scope)) return
  throw new Problem('scope-insufficient', `the credential lacks the scope "${scope}"`, {
    members: { scope },
  })
}

/**
 * The one namespace of a push: the one that the path names, else the only one of the credential, else `default`.
 * Throws `namespace-forbidden`, `namespace-not-found` or `namespace-ambiguous`.
 */
export function pushNamespace(principal: Principal, named: string | undefined): string {
  if (named !== undefined) return allowedNamespace(principal, named)
  const { namespaces } = principal.credential
  const [only] = namespaces
  if (only !== undefined && only !== ALL_NAMESPACES && namespaces.length === 1) {
    return allowedNamespace(principal, only)
  }
  if (isFor(principal, DEFAULT_NAMESPACE)) return DEFAULT_NAMESPACE
  throw new Problem(
    'namespace-ambiguous',
    `the credential is for the namespaces ${namespaces.join(', ')}; name one as /ns/{namespace}/metrics/job/…`,
  )
}

/** The namespaces of a scrape, `default` first, then by name: the one that the path names, else all of the credential. */
export function scrapeNamespaces(principal: Principal, named: string | undefined): string[] {
  if (named !== undefined) return [allowedNamespace(principal, named)]
  const names = [...principal.namespaces].filter((name) => isFor(principal, name))
  return names.sort(
    (a, b) => Number(b === DEFAULT_NAMESPACE) - Number(a === DEFAULT_NAMESPACE) || (a < b ? -1 : 1),
  )
}

/** Whether a namespace exists is told only to credentials that are for it. */
function allowedNamespace(principal: Principal, name: string): string {
  if (!isFor(principal, name)) {
    throw new Problem('namespace-forbidden', `the credential is not for the namespace "${name}"`)
  }
  if (!principal.namespaces.has(name)) {
    throw new Problem('namespace-not-found', `there is no namespace "${name}"`)
  }
  return name
}

function isFor(principal: Principal, name: string): boolean {
  const { namespaces } = principal.credential
  return namespaces.includes(name) || namespaces.includes(ALL_NAMESPACES)
}
