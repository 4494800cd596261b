/** A real Prometheus that scrapes what it is told to, at short intervals, and can be asked what it has. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ending } from '@postern/testkit'
import { call } from './call.ts'
import { findProgram, skipWithout } from './programs.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { until } from './until.ts'

const program = await findProgram('prometheus')

/** For the `skip` of a test. */
export const skipWithoutPrometheus = skipWithout(program, 'prometheus', 'prometheus')

interface Series {
  /** With its name as `__name__`. */
  readonly metric: Readonly<Record<string, string>>
  readonly value: string
}

export interface Prometheus {
  /** The answer to an instant query of this moment. */
  query(expression: string): Promise<Series[]>
  /** Asks until there is an answer that is not empty. */
  untilFound(expression: string): Promise<Series[]>
  /** Asks until the answer is empty. */
  untilGone(expression: string): Promise<void>
}

// It looks at its targets for the first time after five seconds, and a busy machine takes its time.
const LIMIT_MS = 30_000

// Far below any default, so that a test sees several scrapes in a second.
const GLOBAL =
  'global:\n  scrape_interval: 200ms\n  scrape_timeout: 200ms\n  evaluation_interval: 200ms\n'

/**
 * `scrapeConfigs` is the YAML that begins with that word, or with other parts of the configuration; `features` are
 * those that it has only when asked for. It is ended at the end of the test.
 */
export async function startPrometheus(
  t: Ending,
  scrapeConfigs: string,
  features: readonly string[] = [],
): Promise<Prometheus> {
  const folder = await makeTemporaryFolder(t)
  const config = join(folder, 'prometheus.yml')
  await writeFile(config, GLOBAL + scrapeConfigs)
  const url = await launch(t, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    ...features.map((feature) => `--enable-feature=${feature}`),
  ])
  const query = (expression: string) => ask(url, expression)
  return {
    query,
    untilFound: (expression) =>
      until(
        `Prometheus to have ${expression}`,
        async () => {
          const found = await query(expression)
          return found.length > 0 ? found : undefined
        },
        LIMIT_MS,
      ),
    untilGone: async (expression) => {
      const isGone = async () => (await query(expression)).length === 0
      await until(`Prometheus to drop ${expression}`, isGone, LIMIT_MS)
    },
  }
}

async function launch(t: Ending, args: readonly string[]): Promise<string> {
  const child = spawn(program ?? 'prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  t.after(() => {
    child.kill('SIGKILL')
    return ended
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  return until('Prometheus to start', async () => {
    if (child.exitCode !== null) throw new Error(log)
    const [, address] = /"Listening on".* address=(\S+)/.exec(log) ?? []
    if (address === undefined) return undefined
    const { status } = await call(`http://${address}/-/ready`)
    return status === 200 ? `http://${address}` : undefined
  })
}

async function ask(url: string, expression: string): Promise<Series[]> {
  const { text } = await call(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  // Of Prometheus's own API, which is stable.
  const { status, data, error }: Answer = JSON.parse(text)
  if (status !== 'success') throw new Error(`Prometheus does not understand it: ${error}`)
  return data.result.map(({ metric, value }) => ({ metric, value: value[1] }))
}

interface Answer {
  readonly status: string
  readonly error?: string
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value: readonly [atSeconds: number, value: string]
    }[]
  }
}
