/**
 * Every failure a client can meet, in one table. A code, once released, keeps its meaning for good;
 * `docs/reference/problems.md` has a heading for each.
 */
export interface ProblemKind {
  readonly status: number
  readonly title: string
}

export const problemKinds = {
  'credential-missing': { status: 401, title: 'The request carries no credential' },
  'credential-invalid': {
    status: 401,
    title: 'The credential is unknown, mistyped, expired or revoked',
  },
  'scope-insufficient': { status: 403, title: 'The credential may not do this' },
  'role-insufficient': { status: 403, title: 'The role does not allow this' },
  'sign-in-refused': { status: 401, title: 'The e-mail address or the password is wrong' },
  'second-factor-required': {
    status: 401,
    title: 'The password is right; the second factor is missing, wrong or used already',
  },
  'session-ended': { status: 401, title: 'The session has ended' },
  'session-required': { status: 403, title: 'This is for people who signed in' },
  'fresh-sign-in-required': { status: 403, title: 'This takes a sign-in of the last five minutes' },
  'cross-site-request': { status: 403, title: 'The request does not come from a page of this app' },
  'provider-refused': {
    status: 403,
    title: 'The provider vouches for nobody who may sign in here',
  },
  'provider-unavailable': { status: 503, title: 'The OpenID provider does not answer' },
  'provider-not-found': { status: 404, title: 'No OpenID provider is set up here' },
  'link-not-found': { status: 404, title: 'The link was used, has expired or never was' },
  'session-not-found': { status: 404, title: 'There is no such session' },
  'account-not-found': { status: 404, title: 'There is no such account' },
  'account-exists': { status: 409, title: 'There is an account of this address' },
  'account-state': { status: 409, title: 'The account is not of a kind that allows this' },
  'last-admin': { status: 409, title: 'Nobody would be left who can administer the system' },
  'precondition-failed': { status: 412, title: 'It was changed since it was read' },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key came with another request before',
  },
  'request-in-progress': { status: 409, title: 'The first request with this key is under way' },
  'request-already-done': { status: 409, title: 'The first request with this key was carried out' },
  'operator-key-not-found': { status: 404, title: 'There is no such operator key' },
  'namespace-forbidden': { status: 403, title: 'The credential is not for this namespace' },
  'namespace-ambiguous': {
    status: 400,
    title: 'The credential is for several namespaces; name one',
  },
  'namespace-not-found': { status: 404, title: 'There is no such namespace' },
  'confirmation-required': { status: 409, title: 'This takes groups away; say that it may' },
  'namespace-exists': { status: 409, title: 'The tenant has a namespace of this name' },
  'namespace-label-taken': {
    status: 409,
    title: 'A group of default has the name as its namespace label',
  },
  'tenant-suspended': { status: 403, title: 'The tenant is suspended' },
  'tenant-not-found': { status: 404, title: 'There is no such tenant' },
  'tenant-exists': { status: 409, title: 'A tenant of this slug exists or existed' },
  'label-forbidden': { status: 403, title: 'The credential is not for groups with these labels' },
  'rotation-pending': { status: 409, title: 'The credential is being replaced already' },
  'credential-ended': { status: 409, title: 'The credential has ended' },
  'credential-in-url': { status: 400, title: 'The address holds an API key' },
  'authentication-throttled': { status: 429, title: 'Too many failed attempts to authenticate' },
  'tenant-state': { status: 409, title: 'The tenant is in a state that does not allow this' },
  'credential-not-found': { status: 404, title: 'There is no such credential' },
  'group-owned': { status: 409, title: 'The group belongs to another writer' },
  'group-not-found': { status: 404, title: 'There is no such group' },
  'snippet-not-found': { status: 404, title: 'There is no such snippet' },
  'selection-too-large': { status: 409, title: 'More groups are meant than may be' },
  'trust-rule-not-found': { status: 404, title: 'There is no such trust rule' },
  'check-not-found': { status: 404, title: 'There is no such check' },
  'check-exists': { status: 409, title: 'There is a check of this name, or of this job, already' },
  'issuer-unavailable': {
    status: 503,
    title: 'The keys of the issuer of the token could not be fetched',
  },
  'signing-key-not-found': { status: 404, title: 'There is no such signing key' },
  'signing-key-exists': { status: 409, title: 'The next signing key was made by somebody else' },
  'path-malformed': { status: 400, title: 'The path does not name a group' },
  'selector-malformed': { status: 400, title: 'The selector cannot be read' },
  'cursor-malformed': { status: 400, title: 'The cursor was not given out here' },
  'push-malformed': { status: 400, title: 'The pushed body could not be read' },
  'push-inconsistent': {
    status: 400,
    title: 'The pushed metrics contradict each other or what is held',
  },
  'import-outdated': { status: 409, title: 'A later push to the group was taken here' },
  'import-expired': { status: 409, title: 'The group would have ended already' },
  'body-malformed': { status: 400, title: 'The body is not encoded as its headers say' },
  'body-too-large': { status: 413, title: 'The body is larger than it may be' },
  'limit-exceeded': { status: 422, title: 'This would exceed a limit of the tenant' },
  'rate-limited': { status: 429, title: 'Requests come faster than this tenant may send them' },
  'media-type-unsupported': { status: 415, title: 'A body of this type is not taken here' },
  'url-malformed': { status: 400, title: 'The address is not a valid URL path' },
  'request-invalid': { status: 400, title: 'The request does not match its schema' },
  'request-timeout': { status: 503, title: 'The request could not be answered in time' },
  'route-not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'The address exists, but not for this method' },
  'not-ready': { status: 503, title: 'The server cannot take requests now' },
  overloaded: { status: 503, title: 'More work is waiting than may wait' },
  'load-shed': { status: 503, title: 'The server cannot keep up, and this can wait' },
  'partly-done': { status: 503, title: 'Some of the groups are done, others are left' },
  'storage-unavailable': {
    status: 503,
    title: 'The database did not answer; the request may be repeated',
  },
  unexpected: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof problemKinds

/** What may travel with a problem beside its words: members of the JSON body, and headers of the answer. */
export interface ProblemExtras extends ErrorOptions {
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** A failure in words meant for the client; its cause is for the log alone. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly members: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras)
    this.code = code
    this.status = problemKinds[code].status
    this.members = extras.members ?? {}
    this.headers = extras.headers ?? {}
  }

  /** The same failure, saying which of several things it was about. */
  at(place: string, members: Readonly<Record<string, unknown>>): Problem {
    return new Problem(this.code, `${place}: ${this.message}`, {
      cause: this,
      members: { ...this.members, ...members },
      headers: this.headers,
    })
  }
}
