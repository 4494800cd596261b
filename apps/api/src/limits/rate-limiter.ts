/**
 * Token buckets in memory, of which each replica holds a share. Once a second, while requests come, a replica tells the
 * others through Postgres what it was asked for, and takes the share of the rate that goes with it. So all together
 * take what was set, give or take one replica's share for a second; what is idle costs nothing.
 */
import { limitExceeded, Problem, type TenantId } from '@postern/domain'
import {
  type Db,
  type OtherReplicas,
  readOtherRates,
  reportRates,
  withTenant,
} from '@postern/store'
import { type RateState, rateHeaders } from './rate-headers.ts'
import type { Rate } from './rates.ts'
import { TokenBucket } from './token-bucket.ts'

export interface RateLimiterDeps {
  readonly db: Db
  readonly clock: () => number
  /** Tells this replica from the others. */
  readonly replicaId: string
}

/** What a request asks of a rate. */
export interface Charge {
  readonly rate: Rate
  readonly units: number
}

const SYNC_MS = 1_000

// A word holds for the next ones that should have come.
const LEASE_MS = 3 * SYNC_MS

// Of the rate, for each replica that serves the tenant, so that none has to refuse the first request it gets.
const LEAST_SHARE = 0.05

// How much of a demand is what was seen last: requests come in bursts.
const NEWEST_WEIGHT = 0.5

const FORGET_AFTER_MS = 60_000
const MAX_TENANTS = 10_000

interface SharedBucket {
  rate: Rate
  bucket: TokenBucket
  /** This replica's part of the rate, 0 to 1. */
  share: number
  /** Units a second, as last reported. */
  demand: number
  /** Units since then. */
  asked: number
  isNew: boolean
  usedMs: number
}

interface TenantRates {
  readonly buckets: Map<string, SharedBucket>
  syncedMs: number
  syncing: Promise<void> | undefined
}

export class RateLimiter {
  readonly #deps: RateLimiterDeps
  readonly #tenants = new Map<TenantId, TenantRates>()

  constructor(deps: RateLimiterDeps) {
    this.#deps = deps
  }

  /** Takes all charges or none. Throws `rate-limited`, and `limit-exceeded` for what could never pass. */
  async take(tenantId: TenantId, charges: readonly Charge[]): Promise<RateState[]> {
    const now = this.#deps.clock()
    const tenant = this.#tenantOf(tenantId)
    const buckets = charges.map((charge) => this.#bucketFor(tenant, charge, now))
    const isStale = now - tenant.syncedMs >= LEASE_MS
    if (isStale || buckets.some(({ isNew }) => isNew)) await this.#sync(tenantId, tenant)
    else if (now - tenant.syncedMs >= SYNC_MS) void this.#sync(tenantId, tenant)
    return settle(charges, buckets, this.#deps.clock())
  }

  /** How it stands with rates, of which nothing is taken. */
  async look(tenantId: TenantId, rates: readonly Rate[]): Promise<RateState[]> {
    if (rates.length === 0) return []
    const now = this.#deps.clock()
    const tenant = this.#tenantOf(tenantId)
    const charges = rates.map((rate) => ({ rate, units: 0 }))
    const buckets = charges.map((charge) => this.#bucketFor(tenant, charge, now))
    if (buckets.some(({ isNew }) => isNew)) await this.#sync(tenantId, tenant)
    for (const { bucket } of buckets) bucket.advance(this.#deps.clock())
    return charges.map((charge, index) => stateOf(charge, buckets[index]?.bucket))
  }

  #tenantOf(tenantId: TenantId): TenantRates {
    const tenant = this.#tenants.get(tenantId) ?? {
      buckets: new Map(),
      syncedMs: Number.NEGATIVE_INFINITY,
      syncing: undefined,
    }
    // Most recently used last.
    this.#tenants.delete(tenantId)
    this.#tenants.set(tenantId, tenant)
    const [oldest] = this.#tenants.size > MAX_TENANTS ? this.#tenants.keys() : []
    if (oldest !== undefined) this.#tenants.delete(oldest)
    return tenant
  }

  #bucketFor({ buckets }: TenantRates, { rate, units }: Charge, nowMs: number): SharedBucket {
    const shared = buckets.get(rate.id) ?? newBucket(rate, nowMs)
    buckets.set(rate.id, shared)
    if (shared.rate.perSecond !== rate.perSecond || shared.rate.burst !== rate.burst) {
      shared.rate = rate
      reshape(shared)
    }
    shared.asked += units
    shared.usedMs = nowMs
    return shared
  }

  /** Never throws: while the database is away each replica goes on with the share that it has. */
  #sync(tenantId: TenantId, tenant: TenantRates): Promise<void> {
    tenant.syncing ??= this.#exchange(tenantId, tenant)
      .catch(() => {
        for (const shared of tenant.buckets.values()) shared.isNew = false
      })
      .finally(() => {
        tenant.syncing = undefined
      })
    return tenant.syncing
  }

  async #exchange(tenantId: TenantId, tenant: TenantRates): Promise<void> {
    const { db, clock, replicaId } = this.#deps
    const now = clock()
    const seconds = Math.min(Math.max(now - tenant.syncedMs, SYNC_MS), LEASE_MS) / 1_000
    tenant.syncedMs = now
    for (const [id, shared] of tenant.buckets) {
      if (now - shared.usedMs > FORGET_AFTER_MS) tenant.buckets.delete(id)
      else measure(shared, seconds, now)
    }
    const known = [...tenant.buckets]
    const reports = new Map(
      known.map(([id, { demand, bucket }]) => [id, { demand, fill: bucket.fill }]),
    )
    const others = await withTenant(db, tenantId, async (trx) => {
      const validUntil = new Date(now + LEASE_MS)
      await reportRates(trx, tenantId, replicaId, reports, validUntil)
      return readOtherRates(trx, tenantId, replicaId, [...reports.keys()], new Date(now))
    })
    for (const [id, shared] of known) share(shared, others.get(id), now)
  }
}

function newBucket(rate: Rate, nowMs: number): SharedBucket {
  const bucket = new TokenBucket(rate.perSecond, rate.burst, 1, nowMs)
  return { rate, bucket, share: 1, demand: 0, asked: 0, isNew: true, usedMs: nowMs }
}

function measure(shared: SharedBucket, seconds: number, nowMs: number): void {
  const seen = shared.asked / seconds
  shared.demand += NEWEST_WEIGHT * (seen - shared.demand)
  shared.asked = 0
  shared.bucket.advance(nowMs)
}

/** A replica that comes new begins as full as the emptiest of the others. */
function share(shared: SharedBucket, others: OtherReplicas | undefined, nowMs: number): void {
  const { perSecond, burst } = shared.rate
  const least = LEAST_SHARE * perSecond
  const own = shared.demand + least
  const all = own + (others ? others.demand + others.replicas * least : 0)
  shared.share = own / all
  if (shared.isNew) {
    const fill = Math.min(shared.bucket.fill, others?.fill ?? 1)
    shared.bucket = new TokenBucket(perSecond * shared.share, burst * shared.share, fill, nowMs)
    shared.isNew = false
  } else {
    reshape(shared)
  }
}

function reshape({ rate, bucket, share: part }: SharedBucket): void {
  bucket.reshape(rate.perSecond * part, rate.burst * part)
}

function settle(
  charges: readonly Charge[],
  buckets: readonly SharedBucket[],
  nowMs: number,
): RateState[] {
  for (const { rate, units } of charges) refuseHopeless(rate, units)
  for (const { bucket } of buckets) bucket.advance(nowMs)
  const isLacking = charges.map(({ units }, index) => !buckets[index]?.bucket.has(units))
  if (!isLacking.includes(true)) {
    charges.forEach(({ units }, index) => buckets[index]?.bucket.take(units))
  }
  const states = charges.map((charge, index) => stateOf(charge, buckets[index]?.bucket))
  const lacking = states.filter((_, index) => isLacking[index])
  if (lacking.length > 0) throw tooFast(lacking, states)
  return states
}

/** More at once than a bucket can ever hold. */
function refuseHopeless({ burst, burstLimit, unit }: Rate, units: number): void {
  if (units <= burst) return
  throw limitExceeded({
    limit: burstLimit,
    allowed: burst,
    found: `the request has ${units} ${unit}`,
  })
}

function stateOf({ rate, units }: Charge, bucket: TokenBucket | undefined): RateState {
  const wait = bucket?.has(units) === false ? bucket.secondsUntil(units) : 0
  return {
    rate,
    remaining: Math.max(0, Math.floor(bucket?.tokens ?? 0)),
    seconds: Math.max(1, Math.ceil(wait)),
  }
}

/** Says which rates were too slow, and when to try again. */
function tooFast(lacking: readonly RateState[], states: readonly RateState[]): Problem {
  const seconds = Math.max(...lacking.map((state) => state.seconds))
  const words = lacking.map(
    ({ rate }) =>
      `${rate.unit} come faster than they may; ${rate.limit} is ${rate.perSecond}, with ${rate.burst} at once`,
  )
  const [first] = lacking
  return new Problem('rate-limited', words.join(', and '), {
    members: {
      limit: first?.rate.limit,
      allowed: first?.rate.perSecond,
      'violated-policies': lacking.map(({ rate }) => rate.policy),
    },
    headers: { 'retry-after': String(seconds), ...rateHeaders(states) },
  })
}
