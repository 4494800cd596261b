import {
  type ActContext,
  currentSigningKey,
  type SigningKey,
  signingKeyState,
} from '@postern/domain'
import { type KeyHasher, openSigningKey } from '@postern/server'
import { deleteSigningKeys, listSigningKeys, type StoredSigningKey } from '@postern/store'
import { addSigningKey, type SigningKeyDeps } from './add-signing-key.ts'

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS

/** How long a key signs. */
const SIGNS_MS = 30 * DAY_MS

// Long enough for whoever checks our tokens to have fetched the key before it signs.
const PUBLISHED_BEFORE_MS = DAY_MS

// Long past the last token that it signed, and while it is held, the list shows what happened.
const REVOKED_KEPT_MS = 30 * DAY_MS

/**
 * One round of the schedule: a key that signs, the next one in time, none of which nothing is left. Safe to run from
 * any number of processes at once.
 */
export async function ensureSigningKeys(deps: SigningKeyDeps, context: ActContext): Promise<void> {
  const { nowMs } = context
  const keys = await listSigningKeys(deps.db)
  if (!currentSigningKey(keys, nowMs)) {
    await addSigningKey(deps, new Date(nowMs), context, keys)
    return
  }
  const soonMs = nowMs + PUBLISHED_BEFORE_MS
  const nextMs = nextAtMs(keys, deps.hasher)
  if (soonMs >= nextMs) {
    await addSigningKey(deps, new Date(Math.max(nextMs, soonMs)), context, keys)
  }
  const ended = keys.filter((key) => isOver(key, keys, nowMs)).map((key) => key.id)
  await deleteSigningKeys(deps.db, ended)
}

/** When another one is to sign: at its time, or at once if the last one is sealed under a former pepper. */
function nextAtMs(keys: readonly StoredSigningKey[], hasher: KeyHasher): number {
  const live = keys.filter((key) => !key.revokedAt)
  const [last] = live.toSorted((a, b) => b.signsFrom.getTime() - a.signsFrom.getTime())
  if (!last) return 0
  const { id, privateKey, signsFrom } = last
  // One that does not open at all is not ours to replace: then it is the pepper of this process that is wrong.
  const isOfFormer =
    !hasher.isCurrent(privateKey) && openSigningKey(hasher, id, privateKey) !== undefined
  return signsFrom.getTime() + (isOfFormer ? 0 : SIGNS_MS)
}

function isOver(key: SigningKey, keys: readonly SigningKey[], nowMs: number): boolean {
  if (key.revokedAt) return nowMs - key.revokedAt.getTime() > REVOKED_KEPT_MS
  return signingKeyState(key, keys, nowMs) === undefined
}
