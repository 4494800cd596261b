import type { Session } from '@postern/store'

const MINUTE_MS = 60_000

/** However busy: after a day's work one signs in again (OWASP ASVS 5.0, 7.3.2). */
export const SESSION_MS = 8 * 60 * MINUTE_MS

/** Nothing was asked: the person went away (OWASP ASVS 5.0, 7.3.1). */
export const SESSION_IDLE_MS = 30 * MINUTE_MS

/** How long a sign-in, or its confirmation, is good for what cannot be undone. */
const FRESH_MS = 5 * MINUTE_MS

/** Until when the person counts as having proved just now who they are; `undefined` when they did not lately. */
export function freshUntil({ provedAt }: Session, nowMs: number): Date | undefined {
  const untilMs = provedAt.getTime() + FRESH_MS
  return nowMs < untilMs ? new Date(untilMs) : undefined
}
