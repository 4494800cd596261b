/** The two cookies of the admin app. Neither is ever readable by a script of a page. */
import type { FastifyReply, FastifyRequest } from 'fastify'

interface Cookie {
  readonly name: string
  /** Lax where the browser must bring it along when it comes back from a provider. */
  readonly sameSite: 'Strict' | 'Lax'
}

/** Opens a session. */
export const SESSION_COOKIE: Cookie = { name: 'postern-session', sameSite: 'Strict' }

/** What was begun at a provider, in this browser and no other. */
export const SIGN_IN_COOKIE: Cookie = { name: 'postern-sign-in', sameSite: 'Lax' }

/**
 * The value of a cookie that a request carries. `undefined` when there is none, and also when there are two of that name:
 * then one of them may be somebody else's.
 */
export function readCookie(request: FastifyRequest, cookie: Cookie): string | undefined {
  const name = nameOf(request, cookie)
  const found: string[] = []
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at !== -1 && pair.slice(0, at).trim() === name) found.push(pair.slice(at + 1).trim())
  }
  return found.length === 1 ? found[0] : undefined
}

/** Without an age it ends with the browser; the server ends what it stands for in any case. */
export function setCookie(reply: FastifyReply, cookie: Cookie, value: string): void {
  reply.header(
    'set-cookie',
    `${nameOf(reply.request, cookie)}=${value}; ${attributes(reply, cookie)}`,
  )
}

export function clearCookie(reply: FastifyReply, cookie: Cookie): void {
  const name = nameOf(reply.request, cookie)
  reply.header('set-cookie', `${name}=; ${attributes(reply, cookie)}; Max-Age=0`)
}

function attributes({ request }: FastifyReply, { sameSite }: Cookie): string {
  const secure = isSecure(request) ? '; Secure' : ''
  return `Path=/; HttpOnly; SameSite=${sameSite}${secure}`
}

/** RFC 6265bis section 4.1.3.2: with that prefix no other host and no plain connection can have set it. */
function nameOf(request: FastifyRequest, { name }: Cookie): string {
  return isSecure(request) ? `__Host-${name}` : name
}

/** People reach the app by TLS, whoever ends it. */
function isSecure({ protocol, server }: FastifyRequest): boolean {
  return protocol === 'https' || server.adminUrl?.startsWith('https:') === true
}
