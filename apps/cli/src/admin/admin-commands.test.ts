import assert from 'node:assert/strict'
import test from 'node:test'
import * as contract from '@postern/contract'
import { commandsOf } from '../testing/commands-of.ts'
import { startFakeGateway } from '../testing/fake-gateway.ts'
import { runCli } from '../testing/run-cli.ts'
import { planCommands } from './command-plan.ts'
import { endpoints, isForBrowsers } from './endpoints.ts'
import { examples } from './examples.ts'
import { splitWords } from './testing/split-words.ts'

const plans = planCommands()

test('every call of the admin API has a command, but those that browsers alone make', () => {
  const covered = new Set(plans.flatMap(({ variants }) => variants.map(({ name }) => name)))
  const described = Object.entries(contract).filter(
    ([, each]: [string, unknown]) => typeof each === 'object' && each !== null && 'url' in each,
  )
  assert.ok(described.length > 40)
  for (const { name, endpoint } of endpoints) {
    assert.equal(covered.has(name), !isForBrowsers(endpoint), name)
  }
  assert.equal(endpoints.length, described.length)
})

test('every command is one word or two, and no two calls of a command have the same path', () => {
  for (const { words, variants } of plans) {
    assert.match(words, /^[a-z-]+(?: [a-z-]+)?$/)
    const paths = variants.map(({ parameters }) => parameters.join())
    assert.equal(new Set(paths).size, paths.length, words)
  }
})

test('every command can be asked for help, and no option stands twice', async () => {
  for (const { words } of plans) {
    const { code, stdout } = await runCli([...words.split(' '), '--help'])
    assert.equal(code, 0, words)
    assert.match(stdout, new RegExp(`^Usage: postern ${words.split(' ')[0]}`))
    const options = Array.from(
      stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z0-9-]+)/gm),
      ([, name]) => name,
    )
    assert.equal(new Set(options).size, options.length, words)
  }
})

test('every example of the help makes a call that the API knows', async (t) => {
  const admin = await startFakeGateway(t, (_, response) => {
    const answer = { limits: {}, retention: { settings: {} }, effect: { groupsThatExpire: 0 } }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  const env = { POSTERN_ADMIN_URL: admin.url, POSTERN_OPERATOR_KEY: 'pst_operator' }
  for (const [words, lines] of Object.entries(examples)) {
    const plan = plans.find((each) => each.words === words)
    assert.ok(plan, `${words} is no command`)
    for (const line of lines) {
      const { code, stderr } = await runCli([...words.split(' '), ...splitWords(line)], env)
      assert.equal(code, 0, `${words} ${line}: ${stderr}`)
      const { method, path } = admin.asked.at(-1) ?? { method: '', path: '' }
      const asked = `${method} ${path.split('?', 1)[0]}`
      const isKnown = plan.variants.some(({ endpoint }) =>
        new RegExp(`^${endpoint.method} ${endpoint.url.replaceAll(/:\w+/g, '[^/]+')}$`).test(asked),
      )
      assert.ok(isKnown, `${words} ${line}: ${asked}`)
    }
  }
})

test('a first word that needs no description of the admin API does without', async () => {
  const few = await commandsOf(['run'])
  const all = await commandsOf([])
  const names = (program: typeof few) => program.commands.map((command) => command.name())
  assert.ok(!names(few).includes('tenant'))
  assert.ok(names(all).includes('tenant') && names(all).includes('run'))
})
