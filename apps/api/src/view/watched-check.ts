import {
  type Check,
  type CheckOutlook,
  type CheckRecord,
  type CheckState,
  type CompiledCheck,
  compileCheck,
  outlookOf,
  type Ping,
  recordPing,
  stateAt,
  turnsOf,
} from '@postern/domain'

/** A check as a view holds it: what is said about it, what is remembered, and what follows from the two. */
export class WatchedCheck {
  readonly compiled: CompiledCheck
  #record: CheckRecord
  #outlook: CheckOutlook
  /** Up to which moment its turns have been seen. */
  #seenMs = 0

  /** Throws `ScheduleFault`. */
  constructor(check: Check, record: CheckRecord) {
    this.compiled = compileCheck(check)
    this.#record = record
    this.#outlook = outlookOf(this.compiled, record)
  }

  get check(): Check {
    return this.compiled.check
  }

  get record(): CheckRecord {
    return this.#record
  }

  set record(record: CheckRecord) {
    this.#record = record
    this.#outlook = outlookOf(this.compiled, record)
  }

  get outlook(): CheckOutlook {
    return this.#outlook
  }

  stateAt(nowMs: number): CheckState {
    return stateAt(this.#outlook, nowMs)
  }

  /** False when the ping only repeats another one. */
  ping(ping: Ping): boolean {
    const record = recordPing(this.#record, ping, this.compiled.rules)
    if (record === this.#record) return false
    this.record = record
    return true
  }

  /** When its state will change next by time alone, after all that was seen. */
  get nextTurnMs(): number {
    return this.#turns().find((ms) => ms > this.#seenMs) ?? Number.POSITIVE_INFINITY
  }

  /** Sees all turns up to that moment; returns the last of them, or 0. */
  see(nowMs: number): number {
    this.#seenMs = nowMs
    return this.#turns().findLast((ms) => ms <= nowMs) ?? 0
  }

  #turns(): readonly number[] {
    return turnsOf(this.#outlook)
  }
}
