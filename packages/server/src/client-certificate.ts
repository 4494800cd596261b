/** Who a client is by its certificate: RFC 8705, where the key of an API and that of TLS must be in the same hands. */
import type { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'

// A connection serves many requests with one certificate.
const known = new WeakMap<TLSSocket, readonly string[]>()

const NONE: readonly string[] = []

/**
 * What the client is called by the certificate that its connection proved to hold the key of, as credentials name them:
 * `sha256:` and its hash, and `dns:`, `uri:` or `email:` with each of its alternative names. Nothing when it showed none,
 * or one that our authorities do not vouch for.
 */
export function certificateNames({ raw: { socket } }: FastifyRequest): readonly string[] {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return NONE
  const names = known.get(socket) ?? namesOf(socket.getPeerX509Certificate())
  known.set(socket, names)
  return names
}

function namesOf(certificate: X509Certificate | undefined): readonly string[] {
  if (!certificate) return NONE
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
  return [`sha256:${fingerprint}`, ...alternativeNames(certificate.subjectAltName ?? '')]
}

const kinds = new Map([
  ['DNS', 'dns'],
  ['URI', 'uri'],
  ['email', 'email'],
])

// Node puts a value in quotes that could be taken for more than one. Such a one is stepped over as a whole.
const NAME = /([^:,]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y

/** The names that a certificate has beside its subject, as Node lists them: `DNS:a.example, URI:spiffe://b/c`. */
export function alternativeNames(list: string): string[] {
  const names: string[] = []
  NAME.lastIndex = 0
  for (let found = NAME.exec(list); found; found = NAME.exec(list)) {
    const [, kind = '', value = ''] = found
    const prefix = kinds.get(kind)
    if (prefix !== undefined && value !== '' && !value.startsWith('"')) {
      names.push(`${prefix}:${prefix === 'dns' ? value.toLowerCase() : value}`)
    }
    if (NAME.lastIndex >= list.length) break
  }
  return names
}
