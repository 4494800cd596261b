/** The alert rules that are shipped: their own tests, and a real Prometheus that fires one for a job that stays away. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Check, checkDefaults, checkId, newUuid, type Tenant } from '@postern/domain'
import { insertCheck, lockHead, raiseSettingsVersion, withTenant } from '@postern/store'
import type { TestDatabase } from '@postern/testkit'
import { call } from '../support/call.ts'
import { openGateway } from '../support/gateway.ts'
import { findProgram, skipWithout } from '../support/programs.ts'
import { skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'

const RULES = fileURLToPath(new URL('../../infra/prometheus/postern.rules.yml', import.meta.url))

const skipWithoutPromtool = skipWithout(await findProgram('promtool'), 'promtool', 'prometheus')

for (const [command, file] of [
  ['check', 'postern.rules.yml'],
  ['test', 'postern.rules.test.yml'],
  ['test', 'postern.rules.days.test.yml'],
] as const) {
  test(`promtool finds nothing wrong: ${command} rules ${file}`, {
    skip: skipWithoutPromtool,
  }, async () => {
    const path = fileURLToPath(new URL(`../../infra/prometheus/${file}`, import.meta.url))
    await promisify(execFile)('promtool', [command, 'rules', path])
  })
}

const MINUTE_MICROS = 60 * 1e6

/** A check for the job `backup` that expects it every minute. */
async function expectBackup({ admin }: TestDatabase, { id }: Tenant): Promise<void> {
  const now = new Date()
  const check: Check = {
    id: checkId(newUuid(now.getTime())),
    namespace: 'default',
    name: 'nightly',
    labels: ['job', 'backup'],
    ...checkDefaults,
    schedule: { period: '1m' },
    grace: '1m',
    armedAt: now,
    pausedAt: undefined,
    createdAt: now,
    updatedAt: now,
  }
  await withTenant(admin, id, async (own) => {
    await lockHead(own, id)
    await insertCheck(own, id, check)
    await raiseSettingsVersion(own, id)
  })
}

test('a real Prometheus fires the shipped alert for a job that stays away, and ends it with its next run', {
  skip: skipWithoutPrometheus,
  timeout: 120_000,
}, async (t) => {
  let aheadMicros = 0
  const gateway = await openGateway(t, { databaseClock: (reported) => reported + aheadMicros })
  await expectBackup(gateway.database, gateway.tenant)
  const push = async () => {
    const url = `${gateway.url}/metrics/job/backup`
    const reply = await call(url, { method: 'PUT', key: gateway.pushKey, body: 'rows 7\n' })
    assert.equal(reply.status, 200, reply.text)
  }
  await push()
  const prometheus = await startPrometheus(
    t,
    `rule_files:
  - ${RULES}
scrape_configs:
  - job_name: postern
    honor_labels: true
    authorization:
      credentials: ${gateway.scrapeKey}
    static_configs:
      - targets: ['${new URL(gateway.url).host}']
`,
  )
  const firing = 'ALERTS{alertname="PosternCheckDown",alertstate="firing"}'
  await prometheus.untilFound('postern_check_up == 1')
  assert.deepEqual(await prometheus.query(firing), [])

  // The period, and half of the grace.
  aheadMicros += 1.5 * MINUTE_MICROS
  await prometheus.untilFound('postern_check_late == 1')
  assert.deepEqual(await prometheus.query(firing), [])
  aheadMicros += MINUTE_MICROS
  const [alert] = await prometheus.untilFound(firing)
  assert.deepEqual(alert?.metric, {
    __name__: 'ALERTS',
    alertname: 'PosternCheckDown',
    alertstate: 'firing',
    check: 'nightly',
    job: 'backup',
    severity: 'critical',
  })
  await push()
  await prometheus.untilGone(firing)
})
