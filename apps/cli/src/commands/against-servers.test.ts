/** The command line against both apps and a database. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { temporaryFolder } from '../testing/postern.ts'
import { type CliResult, runCli } from '../testing/run-cli.ts'
import { startServers } from '../testing/servers.ts'

const servers = await startServers({ after })
const { cli, env, scrape } = servers

test('a tenant is made, read, changed and deleted, by those who say its name', async () => {
  done(await cli(['tenant', 'create', '--slug', 'initech', '--name', 'Initech']))
  const made = done(await cli(['tenant', 'show', 'initech', '--json']))
  const { tenant } = JSON.parse(made.stdout)
  assert.equal(tenant.name, 'Initech')
  done(await cli(['tenant', 'update', 'initech', '--utf8-names', '--max-key-life', 'none']))
  const changed = done(await cli(['tenant', 'show', 'initech']))
  assert.match(changed.stdout, /^utf8 names +true$/m)
  assert.match(changed.stdout, /^max key life +-$/m)

  const unasked = await cli(['tenant', 'suspend', 'initech'])
  assert.equal(unasked.code, 2)
  assert.match(unasked.stderr, /--yes/)
  const refused = await cli(['tenant', 'delete', 'initech'], 'yes')
  assert.equal(refused.code, 1)
  done(await cli(['tenant', 'delete', 'initech'], 'initech'))
  assert.match(done(await cli(['tenant', 'show', 'initech'])).stdout, /^state +deleting$/m)
  done(await cli(['tenant', 'undelete', 'initech']))
})

test('a secret stands alone on standard output, once', async () => {
  const draft = ['--scopes', 'push,delete', '--namespaces', 'default', '--note', 'for a=b, c']
  const made = done(await cli(['key', 'create', '-t', 'acme', '--name', 'nightly', ...draft]))
  assert.match(made.stdout, /^pst_push_\w+\n$/)
  assert.match(made.stderr, /^ {2}name +nightly$/m)
  assert.doesNotMatch(made.stderr, /pst_/)
  const [, id = ''] = /^ {2}id +(\S+)$/m.exec(made.stderr) ?? []
  const rotated = done(await cli(['key', 'rotate', id, '-t', 'acme', '--overlap', '1h', '--json']))
  assert.match(JSON.parse(rotated.stdout).secret, /^pst_push_/)
  const listed = done(await cli(['key', 'list', '-t', 'acme']))
  assert.doesNotMatch(listed.stdout, /pst_/)
  done(await cli(['key', 'revoke', id, '-t', 'acme', '--yes']))
  const shown = done(await cli(['key', 'show', id, '-t', 'acme', '--json']))
  assert.notEqual(JSON.parse(shown.stdout).credential.revokedAt, null)
})

test('a limit that is set leaves the others, and can be taken back', async () => {
  const set = (...args: string[]) => cli(['limits', 'set', '-t', 'acme', ...args])
  const own = async () => {
    const shown = await cli(['limits', 'show', '-t', 'acme', '--mode', 'diff', '--json'])
    return Object.keys(JSON.parse(done(shown).stdout).limits).sort()
  }
  done(await set('--max-series-per-push', '100', '--max-label-name-bytes', 'none'))
  done(await set('--max-groups-per-tenant', '7'))
  assert.deepEqual(await own(), ['maxGroupsPerTenant', 'maxLabelNameBytes', 'maxSeriesPerPush'])
  done(await set('--max-series-per-push', 'default', '--max-groups-per-tenant', 'default'))
  assert.deepEqual(await own(), ['maxLabelNameBytes'])
  done(await cli(['namespace', 'create', '-t', 'acme', '--name', 'payments']))
  done(await set('-n', 'payments', '--max-series-per-push', '5'))
  assert.deepEqual(await own(), ['maxLabelNameBytes'])
})

test('lists of many pages come as one', async () => {
  for (let i = 0; i < 5; i++) {
    done(await cli(['namespace', 'create', '-t', 'globex', '--name', `n${i}`]))
  }
  const some = done(await cli(['audit', 'list', '-t', 'globex', '--limit', '2', '--json']))
  const { events, nextCursor } = JSON.parse(some.stdout)
  assert.equal(events.length, 2)
  assert.ok(nextCursor)
  const all = done(await cli(['audit', 'list', '-t', 'globex', '--json']))
  assert.equal(JSON.parse(all.stdout).events.length, 5)
})

test('exit codes say of which kind a failure is', async () => {
  const codes: [expected: number, result: CliResult][] = [
    [1, await cli(['tenant', 'show', 'nobody'])],
    [2, await cli(['tenant', 'show'])],
    [2, await cli(['tenant', 'create', '--slug', 'x'])],
    [2, await cli(['tenant', 'create', '--slug', 'X', '--name', 'x'])],
    [2, await cli(['key', 'list'])],
    [2, await runCli(['tenant', 'list'])],
    [3, await runCli(['tenant', 'list'], { POSTERN_ADMIN_URL: env.POSTERN_ADMIN_URL })],
    [3, await runCli(['tenant', 'list'], { ...env, POSTERN_OPERATOR_KEY: 'pst_operator_x' })],
    [3, await runCli(['whoami'], { ...env, POSTERN_TOKEN: 'pst_push_x' })],
    [5, await runCli(['whoami'], { ...env, POSTERN_URL: 'http://127.0.0.1:9' })],
  ]
  for (const [expected, { code, stdout, stderr }] of codes) {
    assert.equal(code, expected, stderr)
    assert.equal(stdout, '')
    assert.match(stderr, /^error: /)
  }
})

test('more than a limit allows is a failure of its own kind', async (t) => {
  done(await cli(['namespace', 'create', '-t', 'acme', '--name', 'small']))
  done(await cli(['limits', 'set', '-t', 'acme', '-n', 'small', '--max-series-per-push', '1']))
  const file = join(await temporaryFolder(t), 'metrics')
  await writeFile(file, 'a 1\nb 1\n')
  // Limits hold within two seconds: those that a replica knows may be that old.
  let refused = await cli(['push', '--job', 'x', '--namespace', 'small', file])
  for (let i = 0; i < 40 && refused.code === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    refused = await cli(['push', '--job', 'x', '--namespace', 'small', file])
  }
  assert.equal(refused.code, 4, refused.stderr)
})

test('metrics are tried, pushed, added to and deleted', async (t) => {
  const file = join(await temporaryFolder(t), 'metrics')
  const group = ['--job', 'etl', '--grouping', 'table=users']
  await writeFile(file, '# TYPE rows gauge\nrows 1\n# TYPE bytes gauge\nbytes 2\n')
  const tried = done(await cli(['push', ...group, '--dry-run', file]))
  assert.match(
    tried.stdout,
    /^would be taken: 2 families, 2 series, to \{job="etl",table="users"\}/,
  )
  assert.equal(rows(await scrape()), undefined)
  done(await cli(['push', ...group, file]))
  await writeFile(file, '# TYPE rows gauge\nrows 7\n# EOF\n')
  done(await cli(['push', ...group, '--add', file]))
  assert.equal(rows(await scrape()), '7')
  assert.match(await scrape(), /^bytes\{.*\} 2$/m)
  const plain = done(await cli(['push', ...group, '--json', file]))
  assert.equal(JSON.parse(plain.stdout).series, 1)
  assert.doesNotMatch(await scrape(), /^bytes/m)

  const counted = done(await cli(['delete', '--match', '{job="etl"}', '--dry-run']))
  assert.equal(counted.stdout, 'would be deleted: 1 groups, 1 series\n')
  assert.equal((await cli(['delete', '--match', '{job="etl"}'])).code, 2)
  assert.equal((await cli(['delete', '--match', '{job="etl"}'], 'no')).code, 1)
  done(await cli(['delete', '--match', '{job="etl"}'], 'yes'))
  assert.equal(rows(await scrape()), undefined)
  done(await cli(['push', ...group, file]))
  done(await cli(['delete', ...group]))
  assert.equal(rows(await scrape()), undefined)
})

test('groups that operators delete by selector are counted before they are asked', async (t) => {
  const file = join(await temporaryFolder(t), 'metrics')
  await writeFile(file, 'x 1\n')
  for (const name of ['a', 'b']) done(await cli(['push', '--job', `old-${name}`, file]))
  const select = ['groups', 'delete', '-t', 'acme', '--match', '{job=~"old-.*"}']
  const asked = await cli(select, 'no')
  assert.equal(asked.code, 1)
  assert.match(asked.stderr, /\b2 groups\b/)
  const deleted = done(await cli(select, 'yes'))
  assert.match(deleted.stdout, /^groups +2$/m)
})

test('a key tells whose it is and what it may', async () => {
  const { stdout } = done(await cli(['whoami']))
  assert.match(stdout, /^tenant +acme$/m)
  assert.match(stdout, /^scopes +push,delete,manage$/m)
})

test('metrics are judged here as a gateway would judge them', async (t) => {
  const file = join(await temporaryFolder(t), 'metrics')
  const verdict = async (text: string, ...options: string[]) => {
    await writeFile(file, text)
    return runCli(['validate', file, ...options])
  }
  assert.equal(
    done(await verdict('# TYPE a counter\na 1\nb{x="1"} 1\n')).stdout,
    `${file}: sound text: 2 families, 2 series\n`,
  )
  assert.match(done(await verdict('a_total 1\n# EOF\n')).stdout, /openmetrics/)
  const wrong = await verdict('a 1\na 2\n')
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /was collected before with the same name and label values/)
  const broken = await verdict('a 1\nb x\n', '--json')
  assert.equal(broken.code, 1)
  assert.deepEqual(JSON.parse(broken.stdout), {
    valid: false,
    format: 'text',
    error: 'text format parsing error in line 2: expected float as value, got "x"',
  })
  assert.equal((await verdict('{"a.b"} 1\n')).code, 1)
  done(await verdict('{"a.b"} 1\n', '--utf8-names'))
  assert.equal((await runCli(['validate', '/no/such/file'])).code, 2)
})

function rows(scraped: string): string | undefined {
  return /^rows\{.*table="users".*\} (\S+)$/m.exec(scraped)?.[1]
}

function done(result: CliResult): CliResult {
  assert.equal(result.code, 0, result.stderr)
  return result
}
