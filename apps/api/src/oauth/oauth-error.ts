/** A refusal of the token endpoint, in the words of RFC 6749 section 5.2. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'

export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number

  constructor(code: OAuthErrorCode, description: string, options?: ErrorOptions) {
    super(description, options)
    this.code = code
    this.status = code === 'invalid_client' ? 401 : 400
  }
}
