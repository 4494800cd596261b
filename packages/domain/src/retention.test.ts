import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatDuration, parseDuration } from './duration.ts'
import {
  computeExpiry,
  formatRetention,
  type JobRule,
  keepLastOf,
  MAX_RETENTION_MS,
  NEVER,
  type RetentionPolicies,
  readRetention,
  resolveRetention,
  systemRetention,
} from './retention.ts'

const SECOND_MS = 1_000

const someMs = fc.oneof(
  fc.integer({ min: 1, max: MAX_RETENTION_MS / SECOND_MS }).map((seconds) => seconds * SECOND_MS),
  fc.constant(NEVER),
)
const maybeMs = fc.option(someMs, { nil: undefined })
const job = fc.constantFrom('a', 'ab', 'abc', 'b', '')
const rule: fc.Arbitrary<JobRule> = fc.record({
  job: fc.constantFrom('a', 'ab', 'abc', 'b', '*', 'a*', 'ab*', 'abc*', 'b*'),
  retentionMs: maybeMs,
  keepLast: fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }),
})
const rules = fc.uniqueArray(rule, { selector: (one) => one.job, maxLength: 9 })

const policies: fc.Arbitrary<RetentionPolicies> = fc
  .record({ tenantMs: maybeMs, maximumMs: maybeMs, namespaceMs: maybeMs, jobs: rules })
  .map(({ tenantMs, maximumMs, namespaceMs, jobs }) => ({
    system: systemRetention,
    tenant: { defaultMs: tenantMs, maximumMs },
    namespaces: new Map([['team', { defaultMs: namespaceMs, jobs }]]),
  }))

const own = fc.record({ headerMs: maybeMs, groupMs: maybeMs })

test('the first who says something decides, in the order header, group, job, namespace, tenant, system', () => {
  fc.assert(
    fc.property(policies, own, job, (said, ownRetention, name) => {
      const kind = { namespace: 'team', job: name }
      const ofJob = mostSpecific(said, name, (each) => each.retentionMs)
      const inOrder = [
        ['header', ownRetention.headerMs],
        ['group', ownRetention.groupMs],
        ['job', ofJob],
        ['namespace', said.namespaces.get('team')?.defaultMs],
        ['tenant', said.tenant.defaultMs],
        ['system', said.system.defaultMs],
      ] as const
      const [who, ms = 0] = inOrder.find(([, value]) => value !== undefined) ?? ['system', 0]
      const found = resolveRetention(said, kind, ownRetention)
      const maximumMs = said.tenant.maximumMs ?? NEVER
      assert.deepEqual(found, { ms: Math.min(ms, maximumMs), rule: who, isCut: ms > maximumMs })
    }),
  )
})

test('of the rules for a job that say something, the exact one decides, else the longest beginning', () => {
  fc.assert(
    fc.property(policies, job, (said, name) => {
      const expected = mostSpecific(said, name, ({ keepLast }) => keepLast)
      assert.equal(keepLastOf(said, { namespace: 'team', job: name }), expected)
      assert.equal(keepLastOf(said, { namespace: 'other', job: name }), undefined)
    }),
  )
})

/** Slow and obvious. */
function mostSpecific(
  said: RetentionPolicies,
  name: string,
  valueOf: (one: JobRule) => number | undefined,
): number | undefined {
  const all = said.namespaces.get('team')?.jobs ?? []
  const candidates = [name, ...prefixesOf(name).map((prefix) => `${prefix}*`)]
  return candidates
    .map((pattern) => all.find((one) => one.job === pattern))
    .map((one) => one && valueOf(one))
    .find((value) => value !== undefined)
}

/** The longest first. */
function prefixesOf(name: string): string[] {
  return Array.from({ length: name.length + 1 }, (_, cut) => name.slice(0, name.length - cut))
}

test('a group ends when its retention after the last good push is over, however often it failed since', () => {
  fc.assert(
    fc.property(policies, own, job, fc.nat(), fc.nat(), (said, ownRetention, name, at, failed) => {
      const kind = { namespace: 'team', job: name }
      const group = { kind, own: ownRetention, pushedAtMicros: at, failedAtMicros: failed }
      const { atMicros, rule: who } = computeExpiry(said, group)
      const { ms, rule: expected } = resolveRetention(said, kind, ownRetention)
      assert.deepEqual([atMicros, who], [at + ms * 1_000, expected])
    }),
  )
})

test('a group that was never pushed with success ends an hour after the last failure', () => {
  fc.assert(
    fc.property(policies, own, fc.nat(), (said, ownRetention, failedAtMicros) => {
      const kind = { namespace: 'team', job: 'a' }
      const group = { kind, own: ownRetention, pushedAtMicros: undefined, failedAtMicros }
      const { atMicros, rule: who } = computeExpiry(said, group)
      assert.deepEqual([atMicros, who], [failedAtMicros + 3_600e6, 'failure'])
    }),
  )
})

test('what was written is read back as it was', () => {
  fc.assert(
    fc.property(someMs, (ms) => {
      assert.deepEqual(readRetention(formatRetention(ms), SECOND_MS), { ms })
    }),
  )
})

test('whole seconds and durations say the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MAX_RETENTION_MS / SECOND_MS }), (seconds) => {
      const ms = seconds * SECOND_MS
      assert.deepEqual(readRetention(String(seconds), SECOND_MS), { ms })
      assert.equal(parseDuration(formatDuration(ms)), ms)
    }),
  )
})

const faults: readonly (readonly [text: string, words: RegExp])[] = [
  ['0', /write never/],
  ['0s', /write never/],
  ['59s', /minimum, 1m/],
  ['401d', /more than 400d: write never/],
  ['', /no duration/],
  ['Never', /no duration/],
  ['-1', /no duration/],
  ['1.5h', /no duration/],
  ['1h ', /no duration/],
  ['100000000000000000', /no duration/],
]

for (const [text, words] of faults) {
  test(`${JSON.stringify(text)} is refused in words that help`, () => {
    const read = readRetention(text, 60 * SECOND_MS)
    assert.match('fault' in read ? read.fault : '', words)
  })
}

test('never is never less than the minimum, nor more than anything', () => {
  assert.deepEqual(readRetention('never', MAX_RETENTION_MS), { ms: NEVER })
  assert.deepEqual(readRetention('400d', MAX_RETENTION_MS), { ms: MAX_RETENTION_MS })
})
