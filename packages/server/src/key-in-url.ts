import { type ApiKey, apiKeyPattern, Problem, parseApiKey } from '@postern/domain'

const KEY = new RegExp(apiKeyPattern)

/** An API key in an address, in plain or percent-encoded: it is in logs and histories now, and not only ours. */
export function keyInUrl(url: string): ApiKey | undefined {
  if (!/pst(?:_|%5f)/i.test(url)) return undefined
  const [text] = KEY.exec(url.replaceAll(/%5f/gi, '_')) ?? []
  return text === undefined ? undefined : parseApiKey(text)
}

/** The refusal of such an address, whether or not the key is a valid one. */
export function credentialInUrl(): Problem {
  return new Problem(
    'credential-in-url',
    'the address holds an API key; send it in the Authorization header alone, and rotate it, since addresses are logged',
  )
}

/** An address without its keys, for logs. */
export function withoutKeys(url: string): string {
  return url.replaceAll(KEY_EVERYWHERE, 'pst_[redacted]')
}

const KEY_EVERYWHERE = /pst(?:_|%5f)(?:[0-9A-Za-z_]|%5f){40,}/gi
