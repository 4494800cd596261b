import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { scopes } from '@postern/domain'
import { temporaryFolder } from '../testing/postern.ts'
import type { CliResult } from '../testing/run-cli.ts'
import { startServers } from '../testing/servers.ts'

const ALL = `
tenants:
  - slug: initech
    name: Initech
    maxKeyLife: 90d
    limits:
      maxSeriesPerTenant: 50000
      maxLineBytes: null
    retention:
      default: 30d
      maximum: 90d
    namespaces:
      - name: default
        sampleTime: push
      - name: payments
        ownership: owned
        limits: { maxSeriesPerPush: 1000 }
        retention:
          jobs:
            - { job: tmp-*, retention: 2h }
    trustRules:
      - name: builds
        issuer: https://token.actions.githubusercontent.com
        conditions: { repository_id: ['123456789'] }
        scopes: [push]
        namespaces: [default]
    credentials:
      - name: nightly
        scopes: [push, delete]
        namespaces: [default, payments]
        labelRules: { job: [backup, etl-*] }
        expiresIn: 30d
      - name: prometheus
        scopes: [scrape]
        namespaces: ['*']
        expiresIn: 30d
    checks:
      - name: backup
        schedule: { cron: 30 2 * * * }
        timeZone: Europe/Berlin
        grace: 120m
      - name: etl
        namespace: payments
        job: etl
        labels: { table: users }
        schedule: { period: 1h }
`

test('a file is shown as what it would change, then made so, and a second time there is nothing to do', async (t) => {
  const { apply, cli, write } = await workshop(t)
  await write(ALL)
  const dry = done(await apply('--dry-run'))
  assert.match(dry.stdout, /^\+ tenant initech$/m)
  assert.match(dry.stdout, /^\+ namespace initech\/payments$/m)
  assert.match(dry.stdout, /^\+ key initech\/nightly$/m)
  assert.match(dry.stdout, /nothing was done$/m)
  assert.equal((await cli(['tenant', 'show', 'initech'])).code, 1)

  assert.equal((await apply()).code, 2)
  assert.equal((await cli(['apply', '-f', await write(ALL)], 'no')).code, 1)
  const first = done(await cli(['apply', '-f', await write(ALL)], 'yes'))
  assert.match(first.stdout, /^initech\/nightly: pst_push_\w+$/m)
  assert.match(first.stdout, /^initech\/prometheus: pst_scrape_\w+$/m)
  assert.equal(done(await apply('--yes')).stdout, 'nothing to do\n')
  const shown = done(await cli(['check', 'list', '-t', 'initech', '--json']))
  assert.equal(JSON.parse(shown.stdout).checks.length, 2)
})

test('what changed in the file is changed, and nothing else', async (t) => {
  const { apply, write } = await workshop(t)
  await write(ALL)
  done(await apply('--yes'))
  await write(
    ALL.replace('name: Initech', 'name: Initech Ltd.')
      .replace('maxSeriesPerTenant: 50000', 'maxSeriesPerTenant: 60000')
      .replace('      maxLineBytes: null\n', '')
      .replace('default: 30d', 'default: 40d')
      .replace('ownership: owned', 'ownership: shared')
      .replace('period: 1h', 'period: 2h')
      .replace("['123456789']", "['123456789', '987654321']"),
  )
  const { stdout } = done(await apply('--yes'))
  assert.deepEqual(stdout.split('\n').slice(0, -1), [
    '~ tenant initech',
    '    name: Initech → Initech Ltd.',
    '~ namespace initech/payments',
    '    ownership: owned → shared',
    '~ limits of initech',
    '    maxSeriesPerTenant: 50000 → 60000',
    '    maxLineBytes: null → (not set)',
    '~ retention of initech',
    '    default: 30d → 40d',
    '~ trust rule initech/builds',
    '    conditions: {"repository_id":["123456789"]} → {"repository_id":["123456789","987654321"]}',
    '~ check initech/payments/etl',
    '    schedule: {"period":"1h"} → {"period":"2h"}',
    '6 done',
  ])
  assert.equal(done(await apply('--yes')).stdout, 'nothing to do\n')
})

test('what the file does not have stays, unless it is to be pruned', async (t) => {
  const { apply, cli, write } = await workshop(t)
  await write(ALL)
  done(await apply('--yes'))
  await write(`
tenants:
  - slug: initech
    trustRules: []
    credentials:
      - { name: prometheus, scopes: [scrape], namespaces: ['*'] }
`)
  assert.equal(done(await apply('--yes')).stdout, 'nothing to do\n')
  const pruned = done(await apply('--yes', '--prune'))
  assert.match(pruned.stdout, /^- trust rule initech\/builds$/m)
  assert.match(pruned.stdout, /^- key initech\/nightly \([0-9a-f-]+\)$/m)
  // A list that the file does not have is not spoken of.
  assert.doesNotMatch(pruned.stdout, /check/)
  assert.equal(done(await apply('--yes', '--prune')).stdout, 'nothing to do\n')
  const keys = done(await cli(['key', 'list', '-t', 'initech', '--json'])).stdout
  const live = JSON.parse(keys).credentials.filter((key: { revokedAt: unknown }) => !key.revokedAt)
  assert.deepEqual(
    live.map(({ name }: { name: string }) => name),
    ['prometheus'],
  )
})

test('secrets go into a file for their owner alone, beside those that are there', async (t) => {
  const { apply, write, folder } = await workshop(t)
  const keys = join(folder, 'keys.json')
  await writeFile(keys, '{"globex":{"old":"pst_old"}}')
  await write(ALL)
  const { stdout } = done(await apply('--yes', '--secrets-file', keys))
  assert.doesNotMatch(stdout, /pst_/)
  const secrets = JSON.parse(await readFile(keys, 'utf8'))
  assert.equal(secrets.globex.old, 'pst_old')
  assert.match(secrets.initech.nightly, /^pst_push_/)
  assert.equal((await stat(keys)).mode & 0o777, 0o600)
  await writeFile(keys, 'something else')
  await write(ALL.replace('name: prometheus', 'name: other'))
  assert.equal((await apply('--yes', '--secrets-file', keys)).code, 2)
  assert.equal(await readFile(keys, 'utf8'), 'something else')
})

test('what cannot be done is said before anything is', async (t) => {
  const { apply, write } = await workshop(t)
  await write(ALL)
  done(await apply('--yes'))
  await write(
    ALL.replace('scopes: [push, delete]', 'scopes: [push]')
      .replace('name: Initech', 'name: Other')
      .replace('maxKeyLife: 90d', 'maxKeyLife: 90d\n    namespaceLabel: ns'),
  )
  const refused = await apply('--yes')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /tenant initech: its namespaceLabel is namespace, and cannot change/)
  await write(ALL.replace('scopes: [push, delete]', 'scopes: [push]'))
  assert.match(
    (await apply('--yes')).stderr,
    /nothing was done\n {2}key initech\/nightly: it differs in scopes/,
  )
})

test('faults of the file are named with line and place, all at once', async (t) => {
  const { apply, write } = await workshop(t)
  const faults = async (text: string) => {
    const file = await write(text)
    const { code, stderr } = await apply('--yes')
    assert.equal(code, 2)
    return stderr.trimEnd().replace('error: ', '').replaceAll(`${file}:`, '').split('\n')
  }
  assert.deepEqual(
    await faults(`
tenants:
  - slug: X
    colour: red
    limits: { maxSeriesPerTenant: many }
    credentials:
      - name: a
        scopes: [fly]
    checks:
      - name: b
        schedule: { every: 1h }
`),
    [
      '3: tenants[0].slug must be 3 to 63 of a-z, 0-9 and -, with no - at either end',
      '4: tenants[0].colour is not known here',
      '5: tenants[0].limits.maxSeriesPerTenant must be either integer or null',
      '7: tenants[0].credentials[0] lacks namespaces',
      `8: tenants[0].credentials[0].scopes[0] must be one of ${scopes.map((scope) => JSON.stringify(scope)).join(', ')}`,
      '11: tenants[0].checks[0].schedule must be how long after its last run, or at what times, the job is expected',
    ],
  )
  assert.deepEqual(await faults('tenants:\n  - slug: acme\n  - slug: acme\n'), [
    '3: tenants[1] is the second one named acme',
  ])
  const [broken] = await faults('tenants:\n  - slug: [acme\n')
  assert.match(broken ?? '', /^[23]: /)
  assert.equal((await faults('')).length, 1)
})

async function workshop(t: TestContext) {
  const { cli } = await startServers(t)
  const folder = await temporaryFolder(t)
  const file = join(folder, 'tenants.yaml')
  return {
    cli,
    folder,
    write: async (text: string) => {
      await writeFile(file, text)
      return file
    },
    apply: (...options: string[]) => cli(['apply', '-f', file, ...options]),
  }
}

function done(result: CliResult): CliResult {
  assert.equal(result.code, 0, result.stderr)
  return result
}
