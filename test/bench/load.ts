import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import autocannon from 'autocannon'
import type { Target } from './targets.ts'

export interface PushLoad {
  readonly groups: number
  readonly seriesPerPush: number
  readonly connections: number
  readonly seconds: number
}

export interface PushFigures {
  readonly pushesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers that were no success: a figure with any is worth nothing. */
  readonly failures: number
}

/** PUTs to random groups from many connections at once, each sending its next when the last is answered. */
export async function measurePushes(target: Target, load: PushLoad): Promise<PushFigures> {
  const body = pushBody(load.seriesPerPush)
  const result = await autocannon({
    url: target.url,
    connections: load.connections,
    duration: load.seconds,
    requests: Array.from({ length: load.groups }, (_, group) => ({
      method: 'PUT' as const,
      path: `/metrics/job/bench/group/${group}`,
      headers: { ...target.pushHeaders },
      body,
    })),
  })
  return {
    pushesPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  }
}

/** One push to each group, one after the other, so that a store holds `groups * seriesPerGroup` series. */
export async function fill(target: Target, groups: number, seriesPerGroup: number): Promise<void> {
  for (let group = 0; group < groups; group++) await pushOnce(target, group, seriesPerGroup)
}

export async function pushOnce(target: Target, group: number, series: number): Promise<void> {
  const reply = await fetch(`${target.url}/metrics/job/bench/group/${group}`, {
    method: 'PUT',
    headers: target.pushHeaders,
    body: pushBody(series),
  })
  await reply.arrayBuffer()
  if (!reply.ok) throw new Error(`${target.name} answered ${reply.status}`)
}

interface BatchedPush {
  readonly labels: Readonly<Record<string, string>>
  readonly body: string
  readonly ttl?: string
}

const PUSHES_PER_REQUEST = 100

/** Fills a store with many groups, many in a request; each push is made right before its request goes. */
export async function fillTogether(
  { url, pushHeaders }: Target,
  groups: number,
  pushOf: (group: number) => BatchedPush,
): Promise<void> {
  for (let first = 0; first < groups; first += PUSHES_PER_REQUEST) {
    const pushes = Array.from({ length: PUSHES_PER_REQUEST }, (_, at) => pushOf(first + at))
    const reply = await fetch(`${url}/api/v1/pushes`, {
      method: 'POST',
      headers: { ...pushHeaders, 'content-type': 'application/json' },
      body: JSON.stringify({ pushes }),
    })
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`)
    await reply.arrayBuffer()
  }
}

export interface ScrapeFigures {
  readonly ms: number
  readonly series: number
}

/** The time to the last byte of a scrape, undone from its compression only after the clock has stopped. */
export async function measureScrape(
  target: Target,
  encoding: 'identity' | 'gzip',
): Promise<ScrapeFigures> {
  const started = performance.now()
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const headers = { ...target.scrapeHeaders, 'accept-encoding': encoding }
    request(`${target.url}/metrics`, { headers }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () => resolve(Buffer.concat(chunks)))
      reply.on('error', reject)
    })
      .on('error', reject)
      .end()
  })
  const ms = performance.now() - started
  const text = (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()
  return { ms, series: text.match(/^[^#\n]/gm)?.length ?? 0 }
}

/** Gauges with HELP and two labels, as an exporter writes them; the values differ from push to push. */
function pushBody(series: number): string {
  const value = Math.random()
  const families = Array.from({ length: Math.ceil(series / 5) }, (_, family) => {
    const name = `bench_metric_${family}_bytes`
    const samples = Array.from({ length: Math.min(5, series - family * 5) }, (__, index) => {
      return `${name}{disk="sd${'abcde'[index]}",mode="read"} ${value + index}\n`
    })
    return `# HELP ${name} What metric ${family} of the benchmark means.\n# TYPE ${name} gauge\n${samples.join('')}`
  })
  return families.join('')
}
