import type { FastifyInstance, FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

export interface WellKnownOptions {
  /** What this server is and how to call it, as https://llmstxt.org has it. */
  readonly llms: string
  /** Addresses to which the operator wants reports of vulnerabilities; without any there is no security.txt. */
  readonly securityContacts: readonly string[]
  /** How people reach this server, if that is known. */
  readonly url: string | undefined
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** What programs and people look for at a server that they know nothing of. */
export const wellKnownTexts = fp<WellKnownOptions>(
  async (app: FastifyInstance, { llms, ...security }: WellKnownOptions) => {
    app.get(
      '/llms.txt',
      { schema: describe('How to call this server, for programs'), config: { shed: 'list' } },
      (_, reply) => sendText(reply, llms),
    )
    const summary = 'Whom to tell of a vulnerability of this installation (RFC 9116)'
    const missing = { 404: { description: 'its operator does not say' } }
    app.get(
      '/.well-known/security.txt',
      { schema: describe(summary, missing), config: { shed: 'list' } },
      async (_, reply) =>
        security.securityContacts.length > 0
          ? sendText(reply, securityText(security))
          : reply.callNotFound(),
    )
  },
  { name: 'well-known-texts' },
)

const TEXT = {
  description: 'text',
  content: { 'text/plain': { schema: { type: 'string' } } },
} as const

function describe(summary: string, others: object = {}) {
  return { summary, security: [], response: { 200: TEXT, ...others } }
}

function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/plain; charset=utf-8').send(text)
}

const DAY_MS = 24 * 60 * 60_000

// RFC 9116 section 2.5.5 wants it less than a year ahead. Whoever keeps a copy looks again in a month.
const GOOD_FOR_DAYS = 30

function securityText({ securityContacts, url, clock }: Omit<WellKnownOptions, 'llms'>): string {
  const expires = new Date((Math.floor(clock() / DAY_MS) + GOOD_FOR_DAYS) * DAY_MS)
  const lines = [
    ...securityContacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString().replace('.000Z', 'Z')}`,
    // Section 2.5.2: of the web, addresses by https alone.
    ...(url?.startsWith('https:') ? [`Canonical: ${url}/.well-known/security.txt`] : []),
  ]
  return `${lines.join('\n')}\n`
}
