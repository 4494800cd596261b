import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import {
  effectiveLimit,
  effectiveLimits,
  type LimitName,
  type LimitSettings,
  limitKind,
  limitNames,
  NO_LIMIT,
  readLimitSettings,
  readSystemLimits,
  systemLimits,
} from './limits.ts'

const value = fc.integer({ min: 1, max: 2 ** 40 })

const tenantSettings: fc.Arbitrary<LimitSettings> = fc.dictionary(
  fc.constantFrom(...limitNames),
  fc.option(value),
)

const namespaceSettings: fc.Arbitrary<LimitSettings> = fc.dictionary(
  fc.constantFrom(...limitNames),
  value,
)

const layers = fc.tuple(fc.constantFrom(...limitNames), tenantSettings, namespaceSettings)

function of(name: LimitName, settings: LimitSettings): number | undefined {
  const set = settings[name]
  return set === null ? NO_LIMIT : set
}

test('a namespace lowers what its tenant has and never raises it', () => {
  fc.assert(
    fc.property(layers, ([name, tenant, namespace]) => {
      const without = effectiveLimit(name, tenant)
      const effective = effectiveLimit(name, tenant, namespace)
      assert.ok(effective.value <= without.value)
      if (effective.source === 'namespace') assert.ok(effective.value < without.value)
      else assert.deepEqual(effective, without)
    }),
  )
})

test('what a tenant has of its own counts, up to what none may pass, and else the system’s', () => {
  fc.assert(
    fc.property(layers, ([name, tenant]) => {
      const { system, highest = NO_LIMIT } = limitKind(name)
      const own = of(name, tenant)
      assert.deepEqual(effectiveLimit(name, tenant), {
        value: own === undefined ? system : Math.min(own, highest),
        source: own === undefined ? 'system' : 'tenant',
      })
    }),
  )
})

test('what concerns the whole tenant is the same in all its namespaces', () => {
  fc.assert(
    fc.property(layers, ([name, tenant, namespace]) => {
      if (!limitKind(name).ofTenant) return
      assert.deepEqual(effectiveLimit(name, tenant, namespace), effectiveLimit(name, tenant))
    }),
  )
})

test('settings are read back from JSON as they were written', () => {
  fc.assert(
    fc.property(tenantSettings, (settings) => {
      assert.deepEqual(readLimitSettings(JSON.parse(JSON.stringify(settings))), { ...settings })
    }),
  )
})

test('what a newer release set is passed over', () => {
  const stored = { maxSeriesPerPush: 5, maxMoons: 1, maxLineBytes: 'many', maxHelpBytes: 0 }
  assert.deepEqual(readLimitSettings(stored), { maxSeriesPerPush: 5 })
})

test('a tenant about which nothing was said is limited only where the machine needs it', () => {
  const limited = Object.entries(effectiveLimits({})).filter(([, limit]) => limit !== NO_LIMIT)
  assert.deepEqual(Object.fromEntries(limited), {
    maxPushBytes: 16_777_216,
    maxInflatedPushBytes: 67_108_864,
    maxSeriesPerPush: 100_000,
    maxSeriesPerTenant: 1_000_000,
    maxGroupsPerTenant: 100_000,
    maxChecksPerTenant: 1_000,
  })
  assert.deepEqual(systemLimits, effectiveLimits({}))
})

test('what the operator of the machine sets for everybody holds where a tenant has nothing of its own', () => {
  const read = readSystemLimits({ pushesPerSecond: 10, maxSeriesPerTenant: 50, maxPushBytes: 100 })
  assert.ok('limits' in read)
  const system = read.limits
  assert.deepEqual(effectiveLimits({}, {}, system), system)
  assert.equal(system.maxInflatedPushBytes, systemLimits.maxInflatedPushBytes)
  const effective = (name: LimitName, tenant: LimitSettings, namespace: LimitSettings = {}) =>
    effectiveLimit(name, tenant, namespace, system)
  assert.deepEqual(effective('pushesPerSecond', {}), { value: 10, source: 'system' })
  assert.deepEqual(effective('pushesPerSecond', { pushesPerSecond: null }), {
    value: NO_LIMIT,
    source: 'tenant',
  })
  assert.deepEqual(effective('maxPushBytes', { maxPushBytes: 200 }, { maxPushBytes: 50 }), {
    value: 50,
    source: 'namespace',
  })
})

test('what cannot be a limit for everybody is named, with what it may be', () => {
  const faults: readonly (readonly [object, RegExp])[] = [
    [{ maxMoons: 1 }, /has no limit "maxMoons"/],
    [{ pushesPerSecond: 0 }, /pushesPerSecond .*a number above 0, or null/],
    [{ pushesPerSecond: '10' }, /pushesPerSecond/],
    [{ pushBurst: 1.5 }, /pushBurst .*a whole number above 0/],
    [{ maxPushBytes: null }, /maxPushBytes .*at most 67108864/],
    [{ maxPushBytes: 67_108_865 }, /maxPushBytes .*at most 67108864/],
    [{ __proto__: null, constructor: 1 }, /has no limit "constructor"/],
  ]
  for (const [settings, words] of faults) {
    const read = readSystemLimits({ ...settings })
    assert.match('fault' in read ? read.fault : '', words)
  }
})
