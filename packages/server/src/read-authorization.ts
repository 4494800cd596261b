import { type ApiKey, parseApiKey } from '@postern/domain'

/** Why a header carries no key: none sent, sent more than once, not of a known form, or a key with a typo. */
export type AuthorizationFault = 'missing' | 'repeated' | 'malformed' | 'mistyped'

export type Authorization =
  | { readonly scheme: 'bearer' | 'basic'; readonly key: ApiKey }
  | { readonly fault: AuthorizationFault }

// A key has about a hundred characters; the rest is room for the user name of Basic.
const MAX_LENGTH = 1_024

// RFC 9110 section 11.4: the scheme is case-insensitive, one or more spaces follow.
const CREDENTIALS = /^(bearer|basic) +([^ ]+)$/i

// RFC 4648 section 4, padding optional as some clients leave it out.
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * The API key of an Authorization header: a bearer token (RFC 6750 section 2.1), or the password of Basic (RFC 7617),
 * whatever the user name. Needs no query; that the key is genuine is still to be checked.
 */
export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { fault: 'missing' }
  const [, scheme, credentials = ''] =
    header.length > MAX_LENGTH ? [] : (CREDENTIALS.exec(header) ?? [])
  if (scheme === undefined) return { fault: 'malformed' }
  return scheme.toLowerCase() === 'bearer' ? readBearer(credentials) : readBasic(credentials)
}

function readBearer(token: string): Authorization {
  const key = parseApiKey(token)
  return key ? { scheme: 'bearer', key } : { fault: 'mistyped' }
}

function readBasic(credentials: string): Authorization {
  if (!BASE64.test(credentials)) return { fault: 'malformed' }
  const pair = Buffer.from(credentials, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon === -1) return { fault: 'malformed' }
  const key = parseApiKey(pair.slice(colon + 1))
  return key ? { scheme: 'basic', key } : { fault: 'mistyped' }
}
