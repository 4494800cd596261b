import {
  type ActContext,
  currentSigningKey,
  type SigningKey,
  signingKeyState,
} from '@postern/domain'
import { deleteSigningKeys, listSigningKeys } from '@postern/store'
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
  const live = keys.filter((key) => !key.revokedAt)
  const lastMs = Math.max(...live.map((key) => key.signsFrom.getTime()))
  const nextMs = lastMs + SIGNS_MS
  if (nowMs >= nextMs - PUBLISHED_BEFORE_MS) {
    const signsFrom = new Date(Math.max(nextMs, nowMs + PUBLISHED_BEFORE_MS))
    await addSigningKey(deps, signsFrom, context, keys)
  }
  const ended = keys.filter((key) => isOver(key, keys, nowMs)).map((key) => key.id)
  await deleteSigningKeys(deps.db, ended)
}

function isOver(key: SigningKey, keys: readonly SigningKey[], nowMs: number): boolean {
  if (key.revokedAt) return nowMs - key.revokedAt.getTime() > REVOKED_KEPT_MS
  return signingKeyState(key, keys, nowMs) === undefined
}
