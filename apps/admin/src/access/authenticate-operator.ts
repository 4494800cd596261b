import { type OperatorKeyId, operatorKeyId, Problem } from '@postern/domain'
import { GuessThrottle, type KeyHasher, requireApiKey } from '@postern/server'
import {
  type Db,
  findOperatorKey,
  type OperatorKey,
  type StoredOperatorKey,
  touchOperatorKey,
} from '@postern/store'
import type { FastifyRequest } from 'fastify'
import type { OperatorCaller } from './caller.ts'

export interface OperatorDeps {
  readonly db: Db
  readonly hasher: KeyHasher
  readonly clock: () => number
}

// Operators are few; beyond this the one that came first is forgotten.
const MAX_REMEMBERED = 100

/** What is remembered of callers: who guessed, and which keys were good. */
interface Memory {
  readonly guesses: GuessThrottle
  readonly good: Map<OperatorKeyId, StoredOperatorKey>
}

// An update with every request would be a hot row.
const TOUCH_MS = 60_000

/** Tells who brings an operator key, and refuses all others, without a query where it can. */
export function operatorAuthenticator(
  deps: OperatorDeps,
): (request: FastifyRequest) => Promise<OperatorCaller> {
  const memory: Memory = { guesses: new GuessThrottle(deps.clock), good: new Map() }
  return async (request) => {
    const key = await findOperator(request, deps, memory)
    const now = new Date(deps.clock())
    if (now.getTime() - (key.usedAt?.getTime() ?? 0) >= TOUCH_MS) {
      await touchOperatorKey(deps.db, key.id, now)
    }
    return { kind: 'operator', id: key.id, role: key.role, tenant: key.tenant, key }
  }
}

async function findOperator(
  request: FastifyRequest,
  deps: OperatorDeps,
  memory: Memory,
): Promise<OperatorKey> {
  try {
    return await operatorOf(request, deps, memory)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'credential-invalid') throw error
    memory.guesses.refuseTooMany(request.ip)
    memory.guesses.noteFailure(request.ip)
    throw error
  }
}

async function operatorOf(
  request: FastifyRequest,
  deps: OperatorDeps,
  { guesses, good }: Memory,
): Promise<OperatorKey> {
  const { scheme, key } = requireApiKey(request)
  if (scheme !== 'bearer') {
    throw new Problem(
      'credential-invalid',
      'send the operator key as "Authorization: Bearer <key>"',
    )
  }
  if (key.kind !== 'operator') {
    throw new Problem('credential-invalid', 'this is the key of a tenant, not of an operator')
  }
  const id = operatorKeyId(key.keyId)
  guesses.refuseTooMany(request.ip, () => deps.hasher.matches(key.secret, good.get(id)?.secret))
  const found = await findOperatorKey(deps.db, id)
  // One and the same answer, after the same work, for a key that never was and one whose secret is wrong.
  if (!deps.hasher.matches(key.secret, found?.secret) || !found) {
    throw new Problem('credential-invalid', 'the operator key is not known')
  }
  refuseEnded(found, deps.clock())
  remember(good, found)
  return found
}

function remember(good: Memory['good'], key: StoredOperatorKey): void {
  good.set(key.id, key)
  const [oldest] = good.keys()
  if (good.size > MAX_REMEMBERED && oldest !== undefined) good.delete(oldest)
}

function refuseEnded({ revokedAt, expiresAt }: OperatorKey, nowMs: number): void {
  if (revokedAt) throw new Problem('credential-invalid', 'the operator key was revoked')
  if (expiresAt && expiresAt.getTime() <= nowMs) {
    throw new Problem('credential-invalid', 'the operator key has expired')
  }
}
