import { clientNetwork } from '@postern/server'
import type { Refusal } from './refusal.ts'

const MINUTE_MS = 60_000

const MAX_PER_KEY = 10
// Ids of keys come from strangers, so keys alone bound nothing.
const MAX_PER_TENANT = 100
// Ids of tenants do, too.
const MAX_PER_NETWORK = 10

// Some megabytes at most.
const MAX_COUNTED = 20_000

/** Which of the refusals of one minute are recorded: some of each, so that a guesser cannot fill the disk. */
class MinuteSample {
  #minute = 0
  readonly #counts = new Map<string, number>()

  /** Counts one of each of these; false, and nothing is counted, when there were as many of one as may be. */
  take(nowMs: number, quotas: readonly (readonly [what: string, most: number])[]): boolean {
    const minute = Math.floor(nowMs / MINUTE_MS)
    if (minute !== this.#minute) this.#counts.clear()
    this.#minute = minute
    if (this.#counts.size >= MAX_COUNTED) return false
    if (quotas.some(([what, most]) => (this.#counts.get(what) ?? 0) >= most)) return false
    for (const [what] of quotas) this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
    return true
  }
}

/** Strangers are counted apart from those who proved who they are: nobody can hide a refusal behind made-up ones. */
export class RefusalSample {
  readonly #proven = new MinuteSample()
  readonly #strangers = new MinuteSample()

  takes({ tenantId, credentialId, isProven, caller }: Refusal, nowMs: number): boolean {
    const quotas = [
      [tenantId, MAX_PER_TENANT],
      [`${tenantId}/${credentialId}`, MAX_PER_KEY],
    ] as const
    return isProven
      ? this.#proven.take(nowMs, quotas)
      : this.#strangers.take(nowMs, [...quotas, [clientNetwork(caller.address), MAX_PER_NETWORK]])
  }
}
