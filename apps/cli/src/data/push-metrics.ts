import { failureOf } from '../client/failure-of.ts'
import { findGateway } from '../client/find-gateway.ts'
import { readBytes } from '../client/read-input.ts'
import type { Context } from '../context.ts'
import { type GroupOptions, groupPath, ttlHeader } from './group.ts'
import { formatOf, mediaTypes } from './metrics-format.ts'

export interface PushOptions extends GroupOptions {
  readonly add?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

const PATIENCE = { tries: 3, withinMs: 60_000 }

/** The whole of `postern push`. */
export async function pushMetrics(
  file: string,
  options: PushOptions,
  { env, out }: Context,
): Promise<void> {
  const path = groupPath(options)
  const headers = ttlHeader(options.ttl)
  const body = await readBytes(file)
  const gateway = await findGateway(env, options)
  const answer = await gateway.request(
    {
      method: options.add ? 'POST' : 'PUT',
      path: options.dryRun ? `${path}?dry_run=true` : path,
      headers: { ...headers, 'content-type': mediaTypes[formatOf(body)] },
      body,
    },
    PATIENCE,
  )
  if (answer.status !== 200) throw failureOf(answer)
  if (options.json) return out.print(answer.text.trimEnd())
  const pushed: Pushed = JSON.parse(answer.text)
  out.print(describe(pushed))
  for (const warning of pushed.warnings) out.complain(warning)
}

/** What the gateway answers. */
interface Pushed {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly families: number
  readonly series: number
  readonly dryRun: boolean
  readonly expiresAt: string | null
  readonly warnings: readonly string[]
}

function describe({ namespace, labels, families, series, dryRun, expiresAt }: Pushed): string {
  const verb = dryRun ? 'would be taken' : 'pushed'
  const end = expiresAt === null ? 'never expires' : `expires ${expiresAt}`
  return `${verb}: ${families} families, ${series} series, to ${selector(labels)} in the namespace ${namespace}, which ${end}`
}

function selector(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels)
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}}`
}
