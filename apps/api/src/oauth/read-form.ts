import type { FastifyInstance } from 'fastify'
import { OAuthError } from './oauth-error.ts'

export type Form = ReadonlyMap<string, string>

// A subject token with room to spare; nothing else in a token request is long.
const MAX_FORM_BYTES = 64 * 1024

/** Takes forms and nothing else. RFC 6749 section 3.2: what comes empty counts as left out, what comes twice is refused. */
export function readForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    async (_request: unknown, body: string) => toForm(new URLSearchParams(body)),
  )
}

function toForm(params: URLSearchParams): Form {
  const form = new Map<string, string>()
  for (const [name, value] of params) {
    if (form.has(name)) throw new OAuthError('invalid_request', `${name} is given more than once`)
    if (value !== '') form.set(name, value)
  }
  return form
}
