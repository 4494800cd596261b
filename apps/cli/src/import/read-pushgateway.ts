/** What a running Pushgateway holds, read twice: by its query API, which knows groups, and by a scrape, which is exact. */
import { type MetricFamily, parseProtobuf } from '@postern/exposition'
import { failureOf } from '../client/failure-of.ts'
import { send } from '../client/send.ts'
import { EXIT_SERVER } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

export interface Source {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** An answer may be hundreds of megabytes, and the Pushgateway takes its time over it. */
const PATIENCE = { tries: 3, withinMs: 600_000 }

/** The groups as `GET /api/v1/metrics` lists them; what is in them is not checked yet. */
export async function readGroups({ url, headers }: Source): Promise<readonly unknown[]> {
  const address = `${url}/api/v1/metrics`
  const answer = await send(() => ({ method: 'GET', url: address, headers }), PATIENCE)
  if (answer.status !== 200) throw failureOf(answer)
  const body: unknown = parseJson(answer.text)
  const groups: unknown = typeof body === 'object' && body ? Reflect.get(body, 'data') : undefined
  if (Array.isArray(groups)) return groups
  throw new Failure(EXIT_SERVER, `${address} does not answer as a Pushgateway does`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'

/** All families of a scrape; `undefined` when there is none in protobuf, as when a bad push breaks every scrape. */
export async function readScrape({ url, headers }: Source): Promise<MetricFamily[] | undefined> {
  const response = await fetch(`${url}/metrics`, {
    headers: { ...headers, accept: PROTOBUF },
    signal: AbortSignal.timeout(PATIENCE.withinMs),
  }).catch(() => undefined)
  const type = response?.headers.get('content-type') ?? ''
  if (!response?.ok || !type.startsWith('application/vnd.google.protobuf')) return undefined
  try {
    return parseProtobuf(await response.bytes(), { utf8Names: true })
  } catch {
    return undefined
  }
}
