/** RFC 6749 section 4.4. */
export const CLIENT_CREDENTIALS = 'client_credentials'

/** RFC 8693 section 2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const GRANT_TYPES = [CLIENT_CREDENTIALS, TOKEN_EXCHANGE] as const

/** What any grant results in. */
export interface GrantedToken {
  readonly token: string
  readonly scope: string
  /** RFC 8693 section 2.2.1: only an exchange says it. */
  readonly issuedTokenType?: string
}
