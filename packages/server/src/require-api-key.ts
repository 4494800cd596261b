import { Problem } from '@postern/domain'
import type { FastifyRequest } from 'fastify'
import {
  type Authorization,
  type AuthorizationFault,
  readAuthorization,
} from './read-authorization.ts'

const details: Readonly<Record<AuthorizationFault, string>> = {
  missing: 'send an API key as "Authorization: Bearer <key>" or as the password of Basic',
  repeated: 'the request carries more than one Authorization header',
  malformed:
    'the Authorization header is neither "Bearer <key>" nor Basic with a key as its password',
  mistyped: 'what was sent is not an API key, or was mistyped: its checksum does not match',
}

/** The key that a request carries. Throws `credential-missing` or `credential-invalid`, without any query. */
export function requireApiKey(request: FastifyRequest): Exclude<Authorization, { fault: string }> {
  const sent = authorizationHeaders(request)
  const read = sent.length > 1 ? ({ fault: 'repeated' } as const) : readOnce(request, sent[0])
  if ('key' in read) return read
  const code = read.fault === 'missing' ? 'credential-missing' : 'credential-invalid'
  throw new Problem(code, details[read.fault])
}

/** What the last header of each connection said: a client sends the same one with every request. */
const lastRead = new WeakMap<object, { readonly header: string; readonly said: Authorization }>()

/** As `readAuthorization`, but not again for what the connection sent before: with the hash, a tenth of a push's work. */
function readOnce({ raw: { socket } }: FastifyRequest, header: string | undefined): Authorization {
  const last = lastRead.get(socket)
  if (header !== undefined && last?.header === header) return last.said
  const said = readAuthorization(header)
  if (header !== undefined && 'key' in said) lastRead.set(socket, { header, said })
  return said
}

/** All of them: Node's `headers` shows the first only, and which of two counts must not be a matter of taste. */
export function authorizationHeaders({ raw: { rawHeaders } }: FastifyRequest): string[] {
  const found: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (name.length === 13 && name.toLowerCase() === 'authorization')
      found.push(rawHeaders[i + 1] ?? '')
  }
  return found
}
