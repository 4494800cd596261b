import { DEFAULT_EXPIRES_IN, NEVER } from '@postern/contract'
import { parseDuration, type Tenant } from '@postern/domain'
import { invalidRequest } from '../invalid-request.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

// Beyond this nobody means a duration; who wants no end says so.
const MAX_LIFE_MS = 100 * 365 * DAY_MS

/** When a new key ends; `undefined` for never. Throws `request-invalid` for what the tenant does not allow its keys. */
export function keyExpiry(
  tenant: Tenant,
  expiresIn: string | undefined,
  nowMs: number,
): Date | undefined {
  const asked = expiresIn ?? defaultLife(tenant)
  if (asked === NEVER) {
    if (tenant.keysMayNeverExpire) return undefined
    throw refused(`must be a duration: the tenant's keys may not live for ever`)
  }
  const lifeMs = parseDuration(asked) ?? 0
  if (lifeMs <= 0 || lifeMs > MAX_LIFE_MS) {
    throw refused(`must be more than 0s and at most 100y, or "${NEVER}"`)
  }
  if (lifeMs > maxLifeMs(tenant)) {
    throw refused(`must be at most ${tenant.maxKeyLife}, as the tenant has it`)
  }
  return new Date(nowMs + lifeMs)
}

/** The end of a successor: it lives as long as the key that it replaces was to live, as far as the tenant allows. */
export function successorExpiry(
  tenant: Tenant,
  lifeMs: number | undefined,
  nowMs: number,
): Date | undefined {
  const maxMs = maxLifeMs(tenant)
  if (lifeMs !== undefined) return new Date(nowMs + Math.min(lifeMs, maxMs))
  if (tenant.keysMayNeverExpire) return undefined
  return keyExpiry(tenant, undefined, nowMs)
}

/** A year, or what the tenant allows if that is less. */
function defaultLife(tenant: Tenant): string {
  const defaultMs = parseDuration(DEFAULT_EXPIRES_IN) ?? 0
  return maxLifeMs(tenant) < defaultMs
    ? (tenant.maxKeyLife ?? DEFAULT_EXPIRES_IN)
    : DEFAULT_EXPIRES_IN
}

function maxLifeMs({ maxKeyLife }: Tenant): number {
  return maxKeyLife === undefined ? MAX_LIFE_MS : (parseDuration(maxKeyLife) ?? 0)
}

function refused(detail: string) {
  return invalidRequest('body', '/expiresIn', detail)
}
