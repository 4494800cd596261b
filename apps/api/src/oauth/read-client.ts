import { type ApiKey, isUuid, parseApiKey } from '@postern/domain'
import { authorizationHeaders } from '@postern/server'
import type { FastifyRequest } from 'fastify'
import { OAuthError } from './oauth-error.ts'
import type { Form } from './read-form.ts'

interface Client {
  readonly id: string
  readonly secret: string
}

/**
 * The key that a client authenticates with, in one of the two ways of RFC 6749 section 2.3.1: the client id is the
 * key's id, the secret is the key. That it is genuine is still to be checked. `undefined` when none is sent.
 */
export function readClient(request: FastifyRequest, form: Form): ApiKey | undefined {
  const headers = authorizationHeaders(request)
  if (headers.length > 1) throw invalidRequest('more than one Authorization header is sent')
  const [header] = headers
  const inForm = readForm(form)
  if (header === undefined) return inForm && keyOf(inForm)
  if (inForm) throw invalidRequest('the client authenticates in two ways; choose one')
  return keyOf(readBasic(header))
}

function readForm(form: Form): Client | undefined {
  const [id, secret] = [form.get('client_id'), form.get('client_secret')]
  if (secret === undefined) return undefined
  if (id === undefined) throw invalidRequest('client_secret is sent without client_id')
  return { id, secret }
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i

function readBasic(header: string): Client {
  const [, encoded = ''] = BASIC.exec(header) ?? []
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) {
    throw invalidClient('the Authorization header is not Basic with an id and a secret')
  }
  return { id: formDecoded(id), secret: formDecoded(secret) }
}

/** Section 2.3.1: both parts are encoded as in a form first. Neither of ours changes by that. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function keyOf({ id, secret }: Client): ApiKey {
  const key = parseApiKey(secret)
  if (!key) throw invalidClient('the client secret is not an API key, or was mistyped')
  if (!isUuid(id) || key.keyId !== id) {
    throw invalidClient('the client id is not the id of the API key that is the secret')
  }
  return key
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', description)
}

function invalidClient(description: string): OAuthError {
  return new OAuthError('invalid_client', description)
}
