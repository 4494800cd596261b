import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export interface SecurityHeaderOptions {
  /** Whether clients reach this server by TLS, its own or a proxy's: only then may it ask for TLS for good. */
  readonly tls?: boolean
}

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Headers for answers that no browser is meant to render: nothing may be loaded, framed or guessed. */
export const securityHeaders = fp<SecurityHeaderOptions>(
  async (app: FastifyInstance, { tls = false }: SecurityHeaderOptions) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      strictTransportSecurity: tls ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    })
  },
  { name: 'security-headers' },
)
