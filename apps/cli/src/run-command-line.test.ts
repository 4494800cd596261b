import assert from 'node:assert/strict'
import test from 'node:test'
import { runCommandLine } from './run-command-line.ts'
import { UpSettingsSchema } from './settings.ts'
import { settingsHelp } from './settings-help.ts'

test('help is an answer: on standard output, with exit code 0', async () => {
  for (const args of [['--help'], ['help'], ['up', '--help'], ['help', 'migrate']]) {
    const { code, stdout, stderr } = await run(args)
    assert.equal(code, 0)
    assert.match(stdout, /^Usage: postern /)
    assert.equal(stderr, '')
  }
})

test('the version is the number alone', async () => {
  for (const flag of ['--version', '-V']) {
    const { code, stdout } = await run([flag])
    assert.equal(code, 0)
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  }
})

test('a wrong command line is told with the usage, on standard error, with exit code 2', async () => {
  const wrong = [
    { args: ['pu'], words: /unknown command 'pu'\n\(Did you mean up\?\)/ },
    { args: ['--shout'], words: /unknown option '--shout'/ },
    { args: ['up', '--shout'], words: /unknown option '--shout'/ },
    { args: ['up', 'now'], words: /too many arguments/ },
    { args: [], words: /Commands:/ },
  ]
  for (const { args, words } of wrong) {
    const { code, stdout, stderr } = await run(args)
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(stderr, words)
    assert.match(stderr, /Usage: postern/)
  }
})

test('a command that fails says why on one line, with exit code 1', async () => {
  const { code, stdout, stderr } = await run(['migrate'], {
    POSTERN_STATE_DIR: '/dev/null/postern',
  })
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /^error: .*\/dev\/null\/postern.*\n$/)
})

test('the help names every setting', () => {
  for (const name of Object.keys(UpSettingsSchema.properties)) {
    assert.ok(settingsHelp.includes(name), name)
  }
})

async function run(args: readonly string[], env: Record<string, string> = {}) {
  let stdout = ''
  let stderr = ''
  const code = await runCommandLine(args, {
    env,
    out: {
      print: (text) => (stdout += `${text}\n`),
      copy: async () => undefined,
      complain: (text) => (stderr += `${text}\n`),
      paint: (_, text) => text,
    },
    status: () => undefined,
    ask: async () => undefined,
  })
  return { code, stdout, stderr }
}
