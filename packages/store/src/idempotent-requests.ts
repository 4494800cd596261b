/** Requests that may be sent again: global, seen by the admin role alone. */
import { isUuid } from '@postern/domain'
import { sql } from 'kysely'
import type { Db } from './connect.ts'
import type { TenantDb } from './with-tenant.ts'

export interface IdempotentRequest {
  readonly callerId: string
  readonly keyHash: Buffer
  readonly requestHash: Buffer
  /** As the audit has it. */
  readonly requestId: string
  readonly startedAt: Date
}

/** An answer as it lies in the database. */
export interface SealedAnswer {
  readonly sealed: Buffer
  readonly pepperId: string
}

export interface KnownRequest extends IdempotentRequest {
  /** `undefined` until it was answered. */
  readonly status: number | undefined
  /** `undefined` for one that is not shown again. */
  readonly answer: SealedAnswer | undefined
}

/** Notes that a request begins. Returns the one that came with the same key before, unless that was before `since`. */
export async function beginRequest(
  db: Db,
  request: IdempotentRequest,
  since: Date,
): Promise<KnownRequest | undefined> {
  const { callerId, keyHash, requestHash, requestId, startedAt } = request
  const { rows } = await sql`
    insert into idempotent_requests (caller_id, key_hash, request_hash, request_id, started_at)
      values (${callerId}::uuid, ${keyHash}, ${requestHash}, ${requestId}::uuid, ${startedAt})
    on conflict (caller_id, key_hash) do update
      set request_hash = excluded.request_hash, request_id = excluded.request_id,
        started_at = excluded.started_at, status = null, sealed_answer = null, pepper_id = null
      where idempotent_requests.started_at <= ${since}
    returning caller_id
  `.execute(db)
  return rows.length > 0 ? undefined : findRequest(db, callerId, keyHash)
}

async function findRequest(
  db: Db,
  callerId: string,
  keyHash: Buffer,
): Promise<KnownRequest | undefined> {
  const row = await db
    .selectFrom('idempotent_requests')
    .selectAll()
    .where('caller_id', '=', callerId)
    .where('key_hash', '=', keyHash)
    .executeTakeFirst()
  return (
    row && {
      callerId,
      keyHash,
      requestHash: row.request_hash,
      requestId: row.request_id,
      startedAt: row.started_at,
      status: row.status ?? undefined,
      answer:
        row.sealed_answer && row.pepper_id !== null
          ? { sealed: row.sealed_answer, pepperId: row.pepper_id }
          : undefined,
    }
  )
}

/** Takes the place of one of which nobody heard the end; false when another repetition was faster. */
export async function takeOverRequest(
  db: Db,
  request: IdempotentRequest,
  former: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('idempotent_requests')
    .set({ request_id: request.requestId, started_at: request.startedAt })
    .where('caller_id', '=', request.callerId)
    .where('key_hash', '=', request.keyHash)
    .where('request_id', '=', former)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Notes how it ended. Without an answer it is one that is not shown again. */
export async function endRequest(
  db: Db,
  { callerId, keyHash, requestId }: IdempotentRequest,
  status: number,
  answer: SealedAnswer | undefined,
): Promise<void> {
  await db
    .updateTable('idempotent_requests')
    .set({ status, sealed_answer: answer?.sealed ?? null, pepper_id: answer?.pepperId ?? null })
    .where('caller_id', '=', callerId)
    .where('key_hash', '=', keyHash)
    .where('request_id', '=', requestId)
    .execute()
}

/** It did nothing, so it may be sent again as if for the first time. */
export async function forgetRequest(
  db: Db,
  { callerId, keyHash, requestId }: IdempotentRequest,
): Promise<void> {
  await db
    .deleteFrom('idempotent_requests')
    .where('caller_id', '=', callerId)
    .where('key_hash', '=', keyHash)
    .where('request_id', '=', requestId)
    .execute()
}

export async function deleteOldRequests(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('idempotent_requests').where('started_at', '<=', before).execute()
}

/** Whether the audit of this chain knows an act of that request, which was not made before `since`. */
export async function wasCarriedOut(
  db: TenantDb,
  chain: string,
  requestId: string,
  since: Date,
): Promise<boolean> {
  if (!isUuid(requestId)) return false
  const row = await db
    .selectFrom('audit_events')
    .select('sequence')
    .where('tenant_id', '=', chain)
    .where('at', '>=', since)
    .where('request_id', '=', requestId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
