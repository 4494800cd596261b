/** What the routes of the data plane share: made once a process, and kept up beside the requests. */
import {
  defaultHistory,
  type HistoryKept,
  type Limits,
  newUuid,
  type SystemRetention,
  systemRetention,
} from '@postern/domain'
import { GuessThrottle, type KeyHasher, type ServerDeps } from '@postern/server'
import type { DatabaseClock, Db } from '@postern/store'
import { AuthFailures } from './auth/auth-failures.ts'
import { CredentialCache } from './auth/credential-cache.ts'
import { CredentialUses } from './auth/credential-uses.ts'
import { Lanes } from './lane/lanes.ts'
import { FairBudget } from './limits/fair-budget.ts'
import { LimitNotices } from './limits/limit-notices.ts'
import { RateLimiter } from './limits/rate-limiter.ts'
import { measureBatches } from './own-metrics.ts'
import { TrustRuleUses } from './trust/trust-rule-uses.ts'
import { UsageLog } from './usage/usage-log.ts'

export interface ApiDeps extends ServerDeps {
  /** Connected as the role postern_api. */
  readonly db: Db
  readonly hasher: KeyHasher
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Where clients reach this server: the issuer of its tokens. */
  readonly publicUrl?: string
  /** Hosts of issuers whose keys may be fetched without TLS and from private networks. */
  readonly jwksAllowedHosts?: readonly string[]
  /** What holds for groups of which nobody says otherwise. */
  readonly retention?: SystemRetention
  /** Of tenants of which nobody says otherwise. */
  readonly limits?: Limits
  /** How much is kept of what came of pushes. */
  readonly history?: HistoryKept
  /** For tests, which move the clock that decides. */
  readonly databaseClock?: DatabaseClock
}

const MIB = 1024 * 1024

// What may wait for the database: some seconds of pushes at full speed. Beyond that a client does better to try again.
const MAX_QUEUED_BYTES = 256 * MIB

// Bodies that are being read; they come over the network, so many wait for their ends at a time.
const MAX_BODY_BYTES = 256 * MIB

// Views are as large as what the tenants of this replica hold; beyond this, idle ones are read anew when needed.
const MAX_VIEW_BYTES = 1024 * MIB

export function makeParts(deps: ApiDeps) {
  const { db, clock, metrics, retention = systemRetention, history = defaultHistory } = deps
  const replicaId = newUuid(clock())
  const usage = new UsageLog()
  const onBatch = metrics && measureBatches(metrics)
  const lanes = new Lanes(
    { ...deps, retention, history, onBatch },
    {
      maxQueuedBytes: MAX_QUEUED_BYTES,
      maxViewBytes: MAX_VIEW_BYTES,
      onStored: (tenantId, change) => usage.stored(tenantId, change),
    },
  )
  return {
    ...deps,
    retention,
    history,
    replicaId,
    usage,
    lanes,
    bodies: new FairBudget(MAX_BODY_BYTES),
    rates: new RateLimiter({ db, clock, replicaId }),
    credentials: new CredentialCache(db, clock, deps.limits),
    guesses: new GuessThrottle(clock),
    failures: new AuthFailures(db, clock),
    notices: new LimitNotices({ db, clock }),
    uses: new CredentialUses(db),
    ruleUses: new TrustRuleUses(db),
  }
}
