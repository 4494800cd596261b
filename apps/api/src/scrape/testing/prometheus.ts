/** A real Prometheus server, where there is one on the machine. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Ending } from '@postern/testkit'

/** Why there is no Prometheus to test with; `undefined` when there is one. */
export function whyNoPrometheus(): string | undefined {
  const { error } = spawnSync('prometheus', ['--version'])
  return error && 'there is no prometheus on this machine'
}

export interface ScrapeTarget {
  /** `host:port` */
  readonly address: string
  readonly key: string
}

// It scrapes as often as that.
const SCRAPE_INTERVAL_MS = 300
const PATIENCE_MS = 20_000

export interface Prometheus {
  /** The values that a query gives, by the labels of the series; asked again until there are any. */
  query(promql: string): Promise<Map<string, string>>
}

/** Scrapes the target every moment. Ends with the test. */
export async function startPrometheus(
  t: Ending,
  target: ScrapeTarget,
  features: readonly string[] = [],
): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-prometheus-'))
  await writeFile(join(folder, 'prometheus.yml'), configFor(target))
  const address = `127.0.0.1:${await findFreePort()}`
  const server = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      ...features.map((feature) => `--enable-feature=${feature}`),
    ],
    { stdio: 'ignore' },
  )
  t.after(() => stop(server, folder))
  return { query: (promql) => query(address, promql) }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const hasEnded = once(server, 'exit')
  if (server.exitCode === null && server.kill('SIGKILL')) await hasEnded
  await rm(folder, { recursive: true, force: true })
}

function configFor({ address, key }: ScrapeTarget): string {
  return JSON.stringify({
    global: {
      scrape_interval: `${SCRAPE_INTERVAL_MS}ms`,
      scrape_timeout: `${SCRAPE_INTERVAL_MS}ms`,
    },
    scrape_configs: [
      {
        job_name: 'postern',
        honor_labels: true,
        authorization: { credentials: key },
        static_configs: [{ targets: [address] }],
      },
    ],
  })
}

interface QueryAnswer {
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value: readonly [time: number, value: string]
    }[]
  }
}

async function query(address: string, promql: string): Promise<Map<string, string>> {
  const url = `http://${address}/api/v1/query?query=${encodeURIComponent(promql)}`
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    const result = await ask(url)
    if (result && result.length > 0) {
      return new Map(result.map(({ metric, value: [, value] }) => [JSON.stringify(metric), value]))
    }
    await setTimeout(100)
  }
  throw new Error(`Prometheus knows no ${promql}`)
}

async function ask(url: string) {
  try {
    const answer = (await (await fetch(url)).json()) as QueryAnswer
    return answer.data?.result
  } catch {
    // It is still starting.
    return undefined
  }
}
