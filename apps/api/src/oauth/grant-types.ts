/** RFC 6749 section 4.4. */
export const CLIENT_CREDENTIALS = 'client_credentials'

/** RFC 8693 section 2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const GRANT_TYPES = [CLIENT_CREDENTIALS, TOKEN_EXCHANGE] as const
