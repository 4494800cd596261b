/** What a scrape says of the tenant itself: when, to whom, in which formats, and that its tag changes with it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tenant } from '@postern/domain'
import {
  insertNamespace,
  lockHead,
  raiseSettingsVersion,
  revokeCredential,
  saveTenantSeries,
  type TenantSeries,
  updateCheck,
  withTenant,
} from '@postern/store'
import { createCredential, type TestDatabase } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import { makeCheck } from '../testing/make-check.ts'
import { setLimits } from '../testing/set-limits.ts'
import {
  OPEN_METRICS,
  PROTO_COMPACT_TEXT,
  PROTO_TEXT,
  PROTOBUF,
  Scraper,
  TEXT,
} from './testing/scraper.ts'

const NIGHT = Date.parse('2026-10-01T02:00:00Z')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function choose({ admin }: TestDatabase, { id }: Tenant, series: TenantSeries) {
  await withTenant(admin, id, async (own) => {
    await lockHead(own, id)
    await saveTenantSeries(own, id, series)
    await raiseSettingsVersion(own, id)
  })
}

async function addNamespace({ admin }: TestDatabase, { id }: Tenant, name: string) {
  await withTenant(admin, id, (own) => insertNamespace(own, id, { name, createdAt: new Date() }))
}

/** The samples of the tenant itself. */
async function scrapeTenant(scraper: Scraper, url = '/metrics'): Promise<string[]> {
  const { body } = await scraper.get({ accept: TEXT }, { url })
  return body.split('\n').filter((line) => line.startsWith('postern_'))
}

test('a check shows as series with its labels and the namespace, whatever becomes of its group', async (t) => {
  const clock = { nowMs: NIGHT }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, keys, tenant, database } = gateway
  await addNamespace(database, tenant, 'blue')
  await makeCheck(database, tenant, NIGHT)
  await makeCheck(database, tenant, NIGHT, {
    namespace: 'blue',
    name: 'dump',
    labels: ['instance', 'db1', 'job', 'dump'],
    schedule: { cron: '0 3 * * *' },
  })
  await app.inject({
    method: 'PUT',
    url: '/metrics/job/backup',
    headers: { ...bearer(keys.push), 'postern-exit-status': '0', 'postern-duration': '12.5' },
  })
  const scraper = new Scraper(app, keys.scrape)
  assert.deepEqual(await scrapeTenant(scraper), [
    'postern_check_grace_seconds{check="backup",instance="",job="backup"} 3600',
    'postern_check_grace_seconds{check="dump",instance="db1",job="dump",namespace="blue"} 3600',
    'postern_check_last_duration_seconds{check="backup",instance="",job="backup"} 12.5',
    'postern_check_last_exit_status{check="backup",instance="",job="backup"} 0',
    `postern_check_last_success_timestamp_seconds{check="backup",instance="",job="backup"} 1.79082e+09`,
    'postern_check_late{check="backup",instance="",job="backup"} 0',
    'postern_check_late{check="dump",instance="db1",job="dump",namespace="blue"} 0',
    `postern_check_next_expected_timestamp_seconds{check="backup",instance="",job="backup"} 1.7909064e+09`,
    `postern_check_next_expected_timestamp_seconds{check="dump",instance="db1",job="dump",namespace="blue"} 1.7908236e+09`,
    'postern_check_paused{check="backup",instance="",job="backup"} 0',
    'postern_check_paused{check="dump",instance="db1",job="dump",namespace="blue"} 0',
    'postern_check_period_seconds{check="backup",instance="",job="backup"} 86400',
    'postern_check_started{check="backup",instance="",job="backup"} 0',
    'postern_check_started{check="dump",instance="db1",job="dump",namespace="blue"} 0',
    'postern_check_up{check="backup",instance="",job="backup"} 1',
    'postern_check_up{check="dump",instance="db1",job="dump",namespace="blue"} 1',
  ])
  const blue = await scrapeTenant(scraper, '/ns/blue/metrics')
  assert.ok(blue.length > 0 && blue.every((line) => line.includes('namespace="blue"')))
})

test('a check that turns by time alone is told to all: another tag, and another answer, on every replica', async (t) => {
  const clock = { nowMs: NIGHT }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, keys, tenant, database } = gateway
  await makeCheck(database, tenant, NIGHT)
  await gateway.put('/job/backup', 'a 1\n')
  const replicas = [app, await gateway.addReplica()].map((one) => new Scraper(one, keys.scrape))
  const tags = async () => {
    const answers = await Promise.all(replicas.map((one) => one.get({ accept: TEXT })))
    const [first] = answers
    for (const { headers, body } of answers) {
      assert.deepEqual([headers['etag'], body], [first?.headers['etag'], first?.body])
    }
    return { tag: String(first?.headers['etag']), body: first?.body ?? '' }
  }
  const expectUnchanged = async (tag: string, isUnchanged: boolean) => {
    for (const one of replicas) {
      const { statusCode } = await one.get({ accept: TEXT, 'if-none-match': tag })
      assert.equal(statusCode, isUnchanged ? 304 : 200)
    }
  }

  const { tag: up } = await tags()
  clock.nowMs += 24 * HOUR_MS - 1
  await expectUnchanged(up, true)
  clock.nowMs += 1
  await expectUnchanged(up, false)
  const late = await tags()
  assert.match(late.body, /^postern_check_late\{.*\} 1$/m)
  clock.nowMs += HOUR_MS - 1
  await expectUnchanged(late.tag, true)
  clock.nowMs += 1
  await expectUnchanged(late.tag, false)
  const down = await tags()
  assert.match(down.body, /^postern_check_up\{.*\} 0$/m)
  clock.nowMs += 100 * DAY_MS
  await gateway.put('/job/other', 'a 1\n')
  assert.match((await tags()).body, /^postern_check_up\{.*\} 0$/m)
})

test('the series of the tenant itself are the same in every format and escaping', async (t) => {
  const { app, tenant, database } = await openGateway(t)
  await makeCheck(database, tenant, Date.now() - 1_000, {
    name: 'nightly',
    labels: ['job', 'back "up"\n', 'zone.name', 'eu'],
  })
  await choose(database, tenant, { totals: true, keyExpiry: true })
  const { key } = await createCredential(database.admin, tenant, {
    scopes: ['scrape'],
    openMetrics: true,
    expiresAt: new Date(Date.now() + DAY_MS),
  })
  const scraper = new Scraper(app, key)
  const expected = await scraper.families(`${TEXT};escaping=values`)
  const names = [...expected.keys()].filter((name) => name.startsWith('postern_'))
  for (const name of ['postern_check_up', 'postern_key_expiry_timestamp_seconds']) {
    assert.ok(names.includes(name))
  }
  for (const format of [OPEN_METRICS, PROTOBUF]) {
    const found = await scraper.families(`${format};escaping=values`)
    for (const name of names) {
      const shown = (family = found.get(name)) =>
        family?.metrics.map(({ labels, ...metric }) => ({
          labels,
          value: 'value' in metric ? metric.value : undefined,
        }))
      assert.deepEqual(shown(), shown(expected.get(name)), `${name} in ${format}`)
    }
  }
  for (const format of [PROTO_TEXT, PROTO_COMPACT_TEXT]) {
    assert.match((await scraper.get({ accept: format })).body, /postern_check_up/)
  }
})

test('a job cannot write what the gateway says of the tenant', async (t) => {
  const gateway = await openGateway(t)
  for (const name of [
    'postern_check_up',
    'postern_key_expiry_timestamp_seconds',
    'postern_tenant_x',
  ]) {
    const { statusCode, body } = await gateway.put('/job/backup', `${name}{check="backup"} 1\n`)
    assert.equal(statusCode, 400)
    assert.match(body, /is the gateway's own/)
  }
  assert.equal((await gateway.put('/job/backup', 'postern_run_exit_status 0\n')).statusCode, 200)
})

test('a paused check is shown as paused and up, at once', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys, tenant, database } = gateway
  const check = await makeCheck(database, tenant, Date.now() - 1_000)
  await app.inject({ method: 'POST', url: '/checks/backup/fail', headers: bearer(keys.push) })
  const scraper = new Scraper(app, keys.scrape)
  const upOf = async () =>
    (await scrapeTenant(scraper)).filter((line) => /_(?:up|paused|next_.*)\{/.test(line))
  assert.equal((await upOf()).length, 3)
  await withTenant(database.admin, tenant.id, async (own) => {
    await lockHead(own, tenant.id)
    await updateCheck(own, tenant.id, { ...check, pausedAt: new Date(), updatedAt: new Date() })
    await raiseSettingsVersion(own, tenant.id)
  })
  assert.deepEqual(await upOf(), [
    'postern_check_paused{check="backup",instance="",job="backup"} 1',
    'postern_check_up{check="backup",instance="",job="backup"} 1',
  ])
})

test('totals are shown to those who asked for them, and in a scrape of all namespaces alone', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys, tenant, database } = gateway
  await addNamespace(database, tenant, 'blue')
  await gateway.put('/job/backup', 'a 1\nb 2\n')
  const scraper = new Scraper(app, keys.scrape)
  assert.deepEqual(await scrapeTenant(scraper), [])
  await choose(database, tenant, { totals: true, keyExpiry: false })
  await setLimits(database, tenant, { maxSeriesPerTenant: 50, pushesPerSecond: 2 })
  const lines = await scrapeTenant(scraper)
  for (const line of [
    'postern_tenant_groups{instance=""} 1',
    'postern_tenant_series{instance=""} 2',
    'postern_tenant_limit{instance="",limit="maxSeriesPerTenant"} 50',
    'postern_tenant_limit{instance="",limit="pushesPerSecond"} 2',
  ]) {
    assert.ok(lines.includes(line), lines.join('\n'))
  }
  assert.ok(!lines.some((line) => line.includes('maxSeriesPerGroup')))
  assert.deepEqual(await scrapeTenant(scraper, '/ns/default/metrics'), [])
  const { key } = await createCredential(database.admin, tenant, {
    scopes: ['scrape'],
    namespaces: ['default'],
  })
  assert.deepEqual(await scrapeTenant(new Scraper(app, key)), [])
})

test('the end of a key shows fourteen days before, to those whose namespaces it is for, until it is revoked', async (t) => {
  const clock = { nowMs: Date.now() }
  const { app, keys, tenant, database } = await openGateway(t, () => clock.nowMs)
  await addNamespace(database, tenant, 'blue')
  const expiresAt = new Date(clock.nowMs + 20 * DAY_MS)
  const make = (namespaces: string[]) =>
    createCredential(database.admin, tenant, { scopes: ['push'], namespaces, expiresAt })
  const { credential } = await make(['*'])
  const { credential: ofDefault } = await make(['default'])
  const scraper = new Scraper(app, keys.scrape)
  const shownIn = async (url?: string) =>
    (await scrapeTenant(scraper, url)).map((line) => /key_id="([^"]*)"/.exec(line)?.[1])
  assert.deepEqual(await shownIn(), [])
  clock.nowMs += 6 * DAY_MS - 1
  assert.deepEqual(await shownIn(), [])
  clock.nowMs += 1
  assert.deepEqual(await shownIn(), [credential.id, ofDefault.id])
  assert.deepEqual(await shownIn('/ns/default/metrics'), [ofDefault.id])
  assert.deepEqual(await shownIn('/ns/blue/metrics'), [])
  await withTenant(database.admin, tenant.id, (own) =>
    revokeCredential(own, tenant.id, ofDefault.id, new Date()),
  )
  assert.deepEqual(await shownIn(), [credential.id])
  clock.nowMs += 28 * DAY_MS
  assert.deepEqual(await shownIn(), [])
  clock.nowMs -= 28 * DAY_MS
  await choose(database, tenant, { totals: false, keyExpiry: false })
  assert.deepEqual(await shownIn(), [])
})
