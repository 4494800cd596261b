/** Lets a plan happen on two replicas and records what is seen of it from outside. */
import { NEVER, systemRetention } from '@postern/domain'
import {
  lockHead,
  purgeTombstones,
  recomputeExpiry,
  saveTenantRetention,
  sweepGroups,
  withTenant,
} from '@postern/store'
import type { TestDatabase } from '@postern/testkit'
import { type Call, call, type Reply, wasCutOff, wasRefused } from '../support/call.ts'
import type { Replica } from '../support/replica.ts'
import type { TenantWithKeys } from '../support/tenant.ts'
import { type History, pushBody, Recorder, type Request } from './history.ts'
import { describeAnswer, type Operation } from './model.ts'
import type { Plan, PlannedOperation, PlannedRequest } from './plan.ts'
import { readScrape } from './read-scrape.ts'
import { StillClock } from './still-clock.ts'

export interface Stage {
  readonly database: TestDatabase
  readonly tenant: TenantWithKeys
  /** Two; a killed one is replaced. */
  readonly replicas: Replica[]
  readonly start: (which: 0 | 1) => Promise<Replica>
  /** By which the replicas go, if time plays a part. */
  readonly clock?: StillClock
}

/** At the end every replica is scraped once more, with nothing else under way. */
export async function play(plan: Plan, stage: Stage): Promise<History> {
  const playing = new Playing(plan, stage)
  await Promise.all(plan.clients.map((requests) => playing.runClient(requests)))
  await playing.faults
  await playing.runClient([
    { operation: { kind: 'scrape' }, replica: 0 },
    { operation: { kind: 'scrape' }, replica: 1 },
  ])
  return playing.recorder.history
}

class Playing {
  readonly recorder: Recorder
  faults: Promise<void> = Promise.resolve()
  readonly #plan: Plan
  readonly #stage: Stage
  /** Gone, and the next one not there yet: what was meant for it goes to the other. */
  readonly #gone = new Set<Replica>()
  /** By replica: requests of which nobody said what became of them. */
  readonly #open = new Map<Replica, Request[]>()
  readonly #underWay = new Set<Promise<void>>()
  #sent = 0

  constructor(plan: Plan, stage: Stage) {
    this.#plan = plan
    this.#stage = stage
    this.recorder = new Recorder(stage.clock?.ticks)
  }

  async runClient(requests: readonly PlannedRequest[]): Promise<void> {
    for (const request of requests) await this.#run(request)
  }

  async #run({ operation, replica: which }: PlannedRequest): Promise<void> {
    switch (operation.kind) {
      case 'purge':
        return this.#purge()
      case 'sweep':
        return this.#sweep()
      case 'tick':
        return this.#tick()
      case 'default':
      case 'recompute':
        return this.#setRetention(operation)
      case 'scrape':
      case 'DELETE':
      case 'PUT':
      case 'POST':
        return this.#request(operation, which)
    }
  }

  async #request(operation: RequestedOperation, which: 0 | 1): Promise<void> {
    this.#sent++
    const sending = this.#send(withValue(operation, this.#sent), this.#replicaFor(which))
    this.#underWay.add(sending)
    this.#failWhenDue()
    await sending
    this.#underWay.delete(sending)
  }

  async #send(operation: SentOperation, replica: Replica): Promise<void> {
    const request = this.recorder.request(operation, replica.url)
    try {
      const url = `${replica.url}/metrics${pathOf(operation)}`
      const reply = await call(url, this.#callFor(operation))
      // The database may have had it all, but could not say so.
      if (reply.status === 503) this.#leaveOpen(request, replica)
      else this.recorder.answer(request, describeReply(operation, reply))
    } catch (error) {
      if (wasRefused(error)) this.recorder.forget(request)
      else if (wasCutOff(error)) this.#leaveOpen(request, replica)
      else throw error
    }
  }

  #leaveOpen(request: Request, replica: Replica): void {
    this.#open.set(replica, [...(this.#open.get(replica) ?? []), request])
  }

  #callFor(operation: SentOperation): Call {
    const { pushKey, scrapeKey } = this.#stage.tenant
    switch (operation.kind) {
      case 'scrape':
        return { key: scrapeKey }
      case 'DELETE':
        return { method: 'DELETE', key: pushKey }
      case 'PUT':
      case 'POST': {
        const { kind: method, ticks } = operation
        const headers = ticks === undefined ? {} : { 'postern-ttl': StillClock.headerFor(ticks) }
        return { method, key: pushKey, body: pushBody(operation), headers }
      }
    }
  }

  #replicaFor(which: 0 | 1): Replica {
    const { replicas } = this.#stage
    const wanted = replicas[which]
    const replica = wanted && this.#gone.has(wanted) ? replicas[1 - which] : wanted
    if (!replica) throw new Error('a stage has two replicas')
    return replica
  }

  #failWhenDue(): void {
    for (const { kind, replica, afterRequests } of this.#plan.faults) {
      if (this.#sent !== afterRequests) continue
      this.faults = this.faults.then(() =>
        kind === 'kill' ? this.#kill(replica) : this.#cutOff(replica),
      )
    }
  }

  async #kill(which: 0 | 1): Promise<void> {
    const victim = this.#replicaFor(which)
    await victim.kill()
    this.#gone.add(victim)
    await Promise.allSettled(this.#underWay)
    this.#endOpen(victim)
    this.#stage.replicas[which] = await this.#stage.start(which)
  }

  async #cutOff(which: 0 | 1): Promise<void> {
    const victim = this.#replicaFor(which)
    await victim.cutOff()
    await Promise.allSettled(this.#underWay)
    this.#endOpen(victim)
  }

  /** Its transactions are over, one way or the other. */
  #endOpen(replica: Replica): void {
    for (const request of this.#open.get(replica) ?? []) this.recorder.end(request)
    this.#open.delete(replica)
  }

  #tick(): void {
    const { clock } = this.#stage
    if (clock) this.recorder.tick(clock.tick())
  }

  async #sweep(): Promise<void> {
    const { database, tenant, clock } = this.#stage
    const { id } = tenant.tenant
    await withTenant(database.api, id, (db) => sweepGroups(db, id, 2, clock?.databaseClock))
  }

  /** As an operator does it, by two transactions: in between pushes go on. */
  async #setRetention(operation: RetentionOperation): Promise<void> {
    const { database, tenant, clock } = this.#stage
    const { id } = tenant.tenant
    const request = this.recorder.request(operation, 'the operator')
    if (operation.kind === 'default') {
      const { ticks } = operation
      const defaultMs = ticks === Number.POSITIVE_INFINITY ? NEVER : StillClock.msOf(ticks)
      await withTenant(database.admin, id, async (db) => {
        await lockHead(db, id)
        await saveTenantRetention(db, id, { defaultMs })
      })
    } else {
      const options = { system: systemRetention, clock: clock?.databaseClock }
      for await (const _ of recomputeExpiry(database.admin, id, options));
    }
    this.recorder.answer(request, describeAnswer(200))
  }

  async #purge(): Promise<void> {
    const { database, tenant } = this.#stage
    await withTenant(database.api, tenant.tenant.id, (db) =>
      purgeTombstones(db, tenant.tenant.id, -60_000),
    )
  }
}

type RetentionOperation = Extract<Operation, { kind: 'default' | 'recompute' }>

type SentOperation = Exclude<Operation, RetentionOperation>

type RequestedOperation = Extract<PlannedOperation, { kind: 'scrape' | 'DELETE' | 'PUT' | 'POST' }>

function withValue(operation: RequestedOperation, value: number): SentOperation {
  if (operation.kind === 'scrape' || operation.kind === 'DELETE') return operation
  return { ...operation, value }
}

function pathOf(operation: SentOperation): string {
  return operation.kind === 'scrape' ? '' : operation.group
}

function describeReply({ kind }: Operation, { status, text }: Reply): string {
  return describeAnswer(status, kind === 'scrape' && status === 200 ? readScrape(text) : '')
}
