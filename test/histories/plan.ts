/** Random histories before they happen: what each client will ask for, and what will go wrong meanwhile. */
import * as fc from 'fast-check'
import type { MetricType, Operation, PushedFamily } from './model.ts'

/** An operation but for the value of a push, which is given out when it is sent. */
export type PlannedOperation =
  | {
      readonly kind: 'PUT' | 'POST'
      readonly group: string
      readonly families: readonly PushedFamily[]
      readonly ticks?: number | undefined
    }
  | Exclude<Operation, { kind: 'PUT' | 'POST' }>
  /** Takes away every tombstone, as a replica does now and then: nobody may notice. */
  | { readonly kind: 'purge' }
  /** Buries what has ended, as a replica does now and then: nobody may notice. */
  | { readonly kind: 'sweep' }
  /** Moves the clock on. */
  | { readonly kind: 'tick' }

export interface PlannedRequest {
  readonly operation: PlannedOperation
  readonly replica: 0 | 1
}

export interface Plan {
  /** Each sends one request after the other; all of them at once. */
  readonly clients: readonly (readonly PlannedRequest[])[]
  readonly faults: readonly Fault[]
}

interface Fault {
  /** The replica is lost, or loses its connections to the database. */
  readonly kind: 'kill' | 'cut off'
  readonly replica: 0 | 1
  /** As soon as so many requests were sent. */
  readonly afterRequests: number
}

// Few of each, so that requests meet: equal names of different types, series of one group that are another's, too.
const group = fc.constantFrom('/job/a', '/job/a/zone/eu', '/job/b')
const type: fc.Arbitrary<MetricType> = fc.constantFrom('counter', 'gauge', 'gauge', 'untyped')
const zones = fc.constantFrom<(string | undefined)[]>(
  [undefined],
  [undefined],
  [undefined],
  ['eu'],
  [undefined, 'eu'],
)
const family: fc.Arbitrary<PushedFamily> = fc.record({
  name: fc.constantFrom('m', 'n'),
  type,
  zones,
})

const push: fc.Arbitrary<PlannedOperation> = fc.record({
  kind: fc.constantFrom('PUT', 'POST'),
  group,
  families: fc.uniqueArray(family, { selector: ({ name }) => name, maxLength: 2 }),
})

const ofGroups = [
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('DELETE'), group }) },
  { weight: 8, arbitrary: fc.constant({ kind: 'scrape' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'purge' }) },
] as const

const lives = fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY)

const heldPush: fc.Arbitrary<PlannedOperation> = fc.record({
  kind: fc.constantFrom('PUT', 'POST'),
  group,
  families: fc.uniqueArray(family, { selector: ({ name }) => name, maxLength: 2 }),
  ticks: fc.option(lives, { nil: undefined }),
})

const timeless = fc.oneof<WeightedOperation[]>({ weight: 10, arbitrary: push }, ...ofGroups)

const timed = fc.oneof<WeightedOperation[]>(
  { weight: 10, arbitrary: heldPush },
  { weight: 5, arbitrary: fc.constant({ kind: 'tick' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('default'), ticks: lives }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'recompute' }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'sweep' }) },
  ...ofGroups,
)

type WeightedOperation = fc.WeightedArbitrary<PlannedOperation>

const replica = fc.constantFrom<0 | 1>(0, 1)

export interface PlanSize {
  readonly clients: number
  readonly requestsPerClient: number
  readonly faults: number
  /** Whether the clock moves, so that groups end. */
  readonly isTimed?: boolean
}

export function arbitraryPlan(size: PlanSize): fc.Arbitrary<Plan> {
  const requests = size.clients * size.requestsPerClient
  const operation: fc.Arbitrary<PlannedOperation> = size.isTimed ? timed : timeless
  const request: fc.Arbitrary<PlannedRequest> = fc.record({ operation, replica })
  const fault: fc.Arbitrary<Fault> = fc.record({
    kind: fc.constantFrom('kill', 'cut off'),
    replica,
    afterRequests: fc.integer({ min: 1, max: requests }),
  })
  return fc.record({
    clients: exactly(size.clients, exactly(size.requestsPerClient, request)),
    faults: exactly(size.faults, fault),
  })
}

function exactly<T>(length: number, each: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(each, { minLength: length, maxLength: length })
}
