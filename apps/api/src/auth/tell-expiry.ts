import type { FastifyReply } from 'fastify'
import type { Principal } from './principal.ts'

// As scrapes show it: time enough to replace a key at ease.
const TOLD_BEFORE_MS = 14 * 86_400_000

/** Tells whoever uses a key that ends soon when that is, whether it expires or another one takes its place. */
export function tellExpiry(reply: FastifyReply, { credential }: Principal, nowMs: number): void {
  const ends = [credential.expiresAt, credential.retiresAt].flatMap((end) => end?.getTime() ?? [])
  const end = Math.min(...ends)
  if (end - nowMs > TOLD_BEFORE_MS) return
  reply.header('postern-key-expires', new Date(end).toISOString())
}
