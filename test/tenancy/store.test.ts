/**
 * Every function of the store that works within a tenant, run within another one and within none: it neither tells nor
 * changes anything of the tenant that it is asked about. A function without an entry in `store-calls.ts` fails.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  emptyContent,
  encodeGroupingKey,
  newUuid,
  pushInto,
  type Tenant,
  tenantId,
} from '@postern/domain'
import * as store from '@postern/store'
import { type Db, type TenantDb, withTenant } from '@postern/store'
import { createCredential, twoTenants } from '@postern/testkit'
import { openDigest } from '../support/digest.ts'
import { fillTables, listTenantTables } from '../support/fill-tables.ts'
import { sqlState } from '../support/sql-state.ts'
import { type Belongings, checkOf, pushOf, ruleOf, storeCalls } from './store-calls.ts'

const database = await twoTenants(test)
const digest = openDigest(test, database)
const ours = await furnish(database.acme, 'own5b2e')
const theirs = await furnish(database.globex, 'canary7d1f')
const tables = await listTenantTables(database.owner)
await fillTables(database, tables, theirs.id, theirs.word)
await fillTables(database, tables, ours.id, ours.word)

const roles = ['api', 'admin'] as const

function contentOf(word: string): Uint8Array {
  const lines = `${word} 1\n`
  const family = {
    name: word,
    type: 'gauge',
    help: word,
    series: 1,
    lines,
    protobuf: undefined,
  } as const
  return pushInto(emptyContent, [family], 'PUT', Date.now() * 1_000).bytes
}

async function furnish(tenant: Tenant, word: string): Promise<Belongings> {
  const { admin, api } = database
  const { id } = tenant
  const { credential } = await createCredential(admin, tenant, {
    scopes: ['push'],
    expiresAt: new Date('2090-01-01T00:00:00Z'),
  })
  const [rule, check, push] = [ruleOf(id, word), checkOf(word), pushOf(credential, word)]
  const stored = await withTenant(admin, id, async (own) => {
    await store.insertTrustRule(own, rule)
    await store.insertCheck(own, id, check)
    return store.findCredentials(own, id, [credential.id])
  })
  await withTenant(api, id, async (own) => {
    await store.saveBatch(own, id, {
      groups: [
        {
          namespace: 'default',
          groupingKey: push.groupingKey,
          content: contentOf(word),
          pushedAtMicros: push.atMicros,
          failedAtMicros: undefined,
          createdVersion: 1,
          expiry: {
            atMicros: push.atMicros + 1,
            rule: 'system',
            isCut: false,
            headerMs: undefined,
            groupMs: undefined,
          },
          origin: push.origin,
        },
      ],
      pushes: [push],
      version: 1,
      atMicros: push.atMicros,
    })
  })
  const [known] = stored
  assert.ok(known)
  const labelsHash = createHash('sha256').update(encodeGroupingKey(push.groupingKey)).digest()
  const group = { namespace: 'default', labelsHash }
  return { tenant, id, word, credential: known, rule, check, group, push }
}

/** Names of the exported functions whose first argument is a `TenantDb`. */
function tenantFunctions(): string[] {
  const folder = new URL('../../packages/store/src/', import.meta.url)
  const files = readdirSync(folder).filter((name) => /^[^.]+\.ts$/.test(name))
  return files
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(
        /^export (?:async )?function\*? (\w+)(?:<[^(]*>)?\(\s*\w+: TenantDb\b/gm,
      ),
    ])
    .flatMap(([, name = '']) => (name in store ? [name] : []))
    .toSorted()
}

// What it makes is not there yet, so it has a test of its own.
const MAKES_TENANT = 'insertTenant'

test('every function of the store that works within a tenant is tried', () => {
  assert.deepEqual([...Object.keys(storeCalls), MAKES_TENANT].toSorted(), tenantFunctions())
})

test('a tenant is made by the admin role alone, and only within itself', async () => {
  const before = await digest()
  for (const role of roles) {
    const id = tenantId(newUuid(Date.now()))
    const tenant = { ...theirs.tenant, id, slug: `made-by-${role}` }
    for (const within of [ours, theirs, undefined]) {
      const outcome = await attempt(database[role], within, (db) => store.insertTenant(db, tenant))
      assert.deepEqual(outcome, { refusal: 'insufficient privilege' })
    }
    const own = { ...theirs, id }
    const made = await tryOut(database[role], own, (db) => store.insertTenant(db, tenant))
    assert.equal('result' in made, role === 'admin')
  }
  assert.deepEqual(await digest(), before)
})

/** All that a result holds, whatever it is made of. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) => {
    if (held instanceof Map || held instanceof Set) return [...held]
    return typeof held === 'bigint' ? String(held) : held
  })
}

class RolledBack extends Error {}

/** The outcome of work whose transaction is never committed. */
async function tryOut(
  role: Db,
  within: Belongings | undefined,
  work: (db: TenantDb) => Promise<unknown>,
): Promise<{ readonly result: unknown } | { readonly refusal: string }> {
  let outcome: { readonly result: unknown } | undefined
  const run = async (db: TenantDb) => {
    outcome = { result: await work(db) }
    throw new RolledBack()
  }
  try {
    if (within) await withTenant(role, within.id, run)
    // What a mistake would look like: a handle that no tenant was set for.
    else await role.transaction().execute((db) => run(db as unknown as TenantDb))
  } catch (error) {
    if (!(error instanceof RolledBack)) return { refusal: sqlState(error) }
  }
  return outcome ?? { refusal: 'nothing happened' }
}

// Of the database, or of a function that finds itself without what must be there.
const REFUSALS = /^(?:insufficient privilege|Error: rows of the purged tenant remain in \w+)$/

for (const [name, call] of Object.entries(storeCalls)) {
  test(`${name} does nothing for who is not within the tenant`, async () => {
    const worked = await Promise.all(
      roles.map((role) => tryOut(database[role], theirs, (db) => call(db, theirs))),
    )
    assert.ok(
      worked.some((outcome) => 'result' in outcome),
      `within the tenant it works: ${JSON.stringify(worked)}`,
    )
    const before = await digest()
    for (const role of roles) {
      for (const within of [ours, undefined]) {
        // Committed, if it comes to that: what it changes is to be seen.
        const outcome = await attempt(database[role], within, (db) => call(db, theirs))
        if ('refusal' in outcome) {
          assert.match(outcome.refusal, REFUSALS)
        } else {
          assert.notEqual(outcome.result, true)
          const said = written(outcome.result) ?? ''
          for (const word of [theirs.word, theirs.credential.id, theirs.rule.id, theirs.check.id]) {
            assert.equal(said.includes(word), false, said)
          }
        }
        assert.deepEqual(
          await digest(),
          before,
          `as ${role} within ${within ? 'acme' : 'no tenant'}`,
        )
      }
    }
  })
}

async function attempt(
  role: Db,
  within: Belongings | undefined,
  work: (db: TenantDb) => Promise<unknown>,
): Promise<{ readonly result: unknown } | { readonly refusal: string }> {
  try {
    const result = within
      ? await withTenant(role, within.id, work)
      : await role.transaction().execute((db) => work(db as unknown as TenantDb))
    return { result }
  } catch (error) {
    return { refusal: sqlState(error) }
  }
}
