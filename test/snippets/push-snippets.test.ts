/** What the admin app hands out for jobs, run as it is: whatever the job is called, it arrives under that name. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeSnippets, type SnippetContext } from '@postern/contract'
import { parse } from 'yaml'
import { type Gateway, openGateway } from '../support/gateway.ts'
import { findProgram, findPython, skipWithout } from '../support/programs.ts'
import { type Outcome, runProgram } from '../support/run-program.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const gateway = await openGateway(test)
const curl = await findProgram('curl')
const skipWithoutCurl = skipWithout(curl, 'curl', 'curl')
const python = await findPython('prometheus_client')
const skipWithoutPython = skipWithout(
  python,
  'prometheus_client for Python',
  'python3-prometheus-client',
)
const go = await findProgram('go')
const skipWithoutGo = skipWithout(go, 'go', 'golang-go golang-github-prometheus-client-golang-dev')

/** Plain, and with all that a shell, YAML or a string literal could take for something else. */
const jobs = ['nightly', 'it\'s "a" $(touch x) `id` \\ ${{ x }} %s & é']

function snippet(id: string, job: string): string {
  const found = makeSnippets(context(gateway, job)).find((each) => each.id === id)
  assert.ok(found, id)
  return found.text
}

function context({ url, pushKey }: Gateway, job: string): SnippetContext {
  return { publicUrl: url, tenant: 'acme', namespace: 'default', job, pushKey }
}

/** Runs a program that reads the script, with what a person would have set. */
function run(args: readonly string[], input: string, more: Readonly<Record<string, string>> = {}) {
  const settings = { POSTERN_URL: gateway.url, PUSH_KEY: gateway.pushKey, ...more }
  const env = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  return runProgram('env', [...env, ...args], { input, limitMs: 120_000 })
}

async function assertArrived(job: string, outcome: Outcome, path: string[] = []): Promise<void> {
  assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr)
  const samples = await gateway.samples('job_duration_seconds')
  const [repository] = path
  const found = samples.filter(
    ({ labels }) => labels['job'] === job && labels['repository'] === repository,
  )
  assert.equal(found.length, 1, JSON.stringify(samples))
}

for (const [index, job] of jobs.entries()) {
  const named = index === 0 ? 'a job' : 'a job with a hostile name'
  // A group of its own each.
  const name = (id: string) => `${job} ${id}`

  for (const id of ['curl', 'shell']) {
    test(`${id}: ${named} arrives`, { skip: skipWithoutCurl }, async () => {
      await assertArrived(name(id), await run(['sh'], snippet(id, name(id))))
    })
  }

  test(`python: ${named} arrives`, { skip: skipWithoutPython }, async () => {
    // Older clients write a space as a plus sign, which is one.
    const plain = name('python').replaceAll(' ', '_')
    await assertArrived(plain, await run([python ?? '', '-'], snippet('python', plain)))
  })

  test(`node: ${named} arrives`, async () => {
    const program = [process.execPath, '--input-type=module', '-']
    await assertArrived(name('node'), await run(program, snippet('node', name('node'))))
  })

  test(`go: ${named} arrives`, { skip: skipWithoutGo, timeout: 300_000 }, async (t) => {
    const folder = await makeTemporaryFolder(t)
    const source = join(folder, 'main.go')
    const plain = name('go').replaceAll(' ', '_')
    await mkdir(join(folder, 'cache'))
    await writeFile(source, snippet('go', plain))
    const settings = {
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOCACHE: join(folder, 'cache'),
    }
    await assertArrived(plain, await run([go ?? '', 'run', source], '', settings))
  })

  test(`github-actions: ${named} arrives`, { skip: skipWithoutCurl }, async () => {
    const workflow: Workflow = parse(snippet('github-actions', name('github')))
    const step = workflow.jobs.build.steps.at(-1)
    assert.equal(step?.env?.['POSTERN_URL'], gateway.url)
    const settings = { GITHUB_REPOSITORY: 'acme/shop', BUILD_STARTED: '0', SUCCEEDED: '1' }
    const outcome = await run(['bash', '-e'], step.run ?? '', settings)
    await assertArrived(name('github'), outcome, ['acme/shop'])
  })

  test(`kubernetes-cronjob: ${named} arrives`, { skip: skipWithoutCurl }, async () => {
    const resource: CronJob = parse(snippet('kubernetes-cronjob', name('cron')))
    assert.match(resource.metadata.name, /^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/)
    const [container] = resource.spec.jobTemplate.spec.template.spec.containers
    const [shell = '', flag = ''] = container?.command ?? []
    const [script = ''] = container?.args ?? []
    await assertArrived(name('cron'), await run([shell, flag, script], ''))
  })
}

interface Workflow {
  readonly jobs: {
    readonly build: {
      readonly steps: readonly {
        readonly run?: string
        readonly env?: Readonly<Record<string, string>>
      }[]
    }
  }
}

interface CronJob {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly containers: readonly {
              readonly command: readonly string[]
              readonly args: readonly string[]
            }[]
          }
        }
      }
    }
  }
}
