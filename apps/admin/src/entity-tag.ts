/** Entity tags of what the admin API shows and changes, so that of two who change the same one is told (RFC 9110 section 8.8.3). */
import { createHash } from 'node:crypto'
import { type ActContext, Problem } from '@postern/domain'
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyContextConfig {
    hasTag?: boolean
  }
}

/** The same for the same state, whatever the order of its members. */
export function entityTag(state: object): string {
  const hash = createHash('sha256').update(JSON.stringify(state, inOrder)).digest('base64url')
  return `"${hash.slice(0, 22)}"`
}

/** Sorted by name: members of a map come in whatever order the database has them. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Says which state an answer shows. */
export function sendTag(reply: FastifyReply, state: object): void {
  reply.header('etag', entityTag(state))
}

/**
 * Throws `precondition-failed` when the caller meant another state than this, which nobody else can change until the
 * transaction ends.
 */
export function refuseChanged({ ifMatch }: ActContext, state: object): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const tags: readonly string[] = ifMatch.match(/(?:W\/)?"[^"]*"/g) ?? []
  // By strong comparison: a weak tag never matches (RFC 9110 section 13.1.1).
  if (tags.includes(entityTag(state))) return
  throw new Problem('precondition-failed', 'it was changed since you read it; read it again')
}

/** Who asks for a condition is never answered as if there were none: where nothing has a tag, no tag matches. */
export const refuseVainConditions = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, hasTag: answersUnmet(route) }
    })
    app.addHook('onRequest', async ({ method, headers, routeOptions }) => {
      const isChange = method === 'PUT' || method === 'PATCH'
      if (!isChange || headers['if-match'] === undefined || routeOptions.config.hasTag) return
      throw new Problem('precondition-failed', 'what this changes has no entity tag')
    })
  },
  { name: 'refuse-vain-conditions' },
)

/** The contract lists 412 for the calls that look at If-Match. */
function answersUnmet({ schema }: RouteOptions): boolean {
  const { response } = schema ?? {}
  return typeof response === 'object' && response !== null && '412' in response
}
