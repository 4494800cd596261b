import assert from 'node:assert/strict'
import test from 'node:test'
import { findProgram, skipWithout } from '../support/programs.ts'
import { startGateway } from './support/gateway.ts'
import type { Fence } from './support/markdown.ts'
import { page } from './support/pages.ts'
import { runShell } from './support/run-page.ts'

/** Shell scripts within YAML: what runs where they are meant for, and which series they push. */
const scripts = [
  {
    path: 'docs/how-to/push-from-ci.md',
    word: 'github',
    env: {
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REF_NAME: 'feature/cart',
      BUILD_STARTED: String(Math.floor(Date.now() / 1_000) - 61),
      SUCCEEDED: '1',
    },
    series:
      'ci_build_succeeded{branch="feature/cart",instance="",job="ci",repository="acme/shop"} 1',
  },
  {
    path: 'docs/how-to/push-from-ci.md',
    word: 'gitlab',
    env: { CI_COMMIT_REF_NAME: 'feature/cart', CI_PROJECT_ID: '17', CI_JOB_STATUS: 'failed' },
    series: 'ci_build_succeeded{branch="feature/cart",instance="",job="ci",project="17"} 0',
  },
  {
    path: 'docs/how-to/push-from-kubernetes.md',
    word: 'kubernetes',
    env: {},
    series: 'backup_duration_seconds{instance="",job="backup"} 0',
  },
] as const

const skip = skipWithout(await findProgram('curl'), 'curl', 'curl')

for (const { path, word, env, series } of scripts) {
  test(`the script for ${word} pushes`, { skip }, async (t) => {
    const fence = page(path).fences.find(({ words }) => words.has(word))
    assert.ok(fence)
    const keys = await startGateway(t)

    await runShell(pushingScript(fence), { cwd: '/', env: { ...keys, ...env } })

    const headers = { authorization: `Bearer ${keys.SCRAPE_KEY}` }
    const scrape = await (await fetch(`${keys.POSTERN_URL}/metrics`, { headers })).text()
    assert.ok(scrape.split('\n').includes(series), scrape)
  })
}

/** The block scalar that calls curl: all that is indented further than its first line. */
function pushingScript({ text }: Fence): string {
  const blocks = [...text.matchAll(/\|\n((?:(?: +)\S.*\n|\n)+)/g)].map(([, block = '']) => {
    const indent = /^ */.exec(block)?.[0] ?? ''
    const lines = block.split('\n')
    const end = lines.findIndex((line) => line !== '' && !line.startsWith(indent))
    return lines.slice(0, end < 0 ? undefined : end).map((line) => line.slice(indent.length))
  })
  const [script, ...others] = blocks
    .map((lines) => lines.join('\n'))
    .filter((each) => each.includes('curl '))
  assert.ok(script !== undefined && others.length === 0)
  return script
}
