import { failureOf } from '../client/failure-of.ts'
import { findGateway, type GatewayOptions } from '../client/find-gateway.ts'
import type { GatewayClient } from '../client/gateway-client.ts'
import { confirmByWord } from '../confirm-by-word.ts'
import type { Context } from '../context.ts'
import { usageFailure } from '../failure.ts'
import { groupPath } from './group.ts'

export interface DeleteOptions extends GatewayOptions {
  readonly job?: string
  readonly grouping?: readonly string[]
  readonly namespace?: string
  readonly match?: readonly string[]
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

const PATIENCE = { tries: 3, withinMs: 60_000 }

/** The whole of `postern delete`: exactly one group, or all that selectors choose. */
export async function deleteGroups(options: DeleteOptions, context: Context): Promise<void> {
  const { job, match, ...place } = options
  if ((job === undefined) === (match === undefined)) {
    throw usageFailure('say which group with --job and --grouping, or which groups with --match')
  }
  const gateway = await findGateway(context.env, options)
  if (job !== undefined) await deleteOne(gateway, groupPath({ ...place, job }), options, context)
  else await deleteMany(gateway, options, context)
}

async function deleteOne(
  gateway: GatewayClient,
  path: string,
  { dryRun, json }: DeleteOptions,
  { out }: Context,
): Promise<void> {
  if (dryRun) throw usageFailure('--dry-run goes with --match')
  const answer = await gateway.request({ method: 'DELETE', path, headers: {} }, PATIENCE)
  if (answer.status !== 202) throw failureOf(answer)
  out.print(json ? '{}' : 'deleted, if it was there')
}

interface Deleted {
  readonly groups: number
  readonly series: number
}

async function deleteMany(
  gateway: GatewayClient,
  options: DeleteOptions,
  { out, ask }: Context,
): Promise<void> {
  if (!options.dryRun && !options.yes) {
    const { groups, series } = JSON.parse(await callMany(gateway, options, true))
    const about = `This deletes ${groups} groups with ${series} series.`
    await confirmByWord(about, undefined, ask)
  }
  const text = await callMany(gateway, options, options.dryRun ?? false)
  const { groups, series }: Deleted = JSON.parse(text)
  const verb = options.dryRun ? 'would be deleted' : 'deleted'
  out.print(options.json ? text.trimEnd() : `${verb}: ${groups} groups, ${series} series`)
}

async function callMany(
  gateway: GatewayClient,
  { match = [], namespace }: DeleteOptions,
  dryRun: boolean,
): Promise<string> {
  const query = new URLSearchParams(match.map((each) => ['match[]', each]))
  if (namespace !== undefined) query.set('namespace', namespace)
  if (dryRun) query.set('dry_run', 'true')
  const path = `/api/v1/groups?${query.toString()}`
  const answer = await gateway.request({ method: 'DELETE', path, headers: {} }, PATIENCE)
  if (answer.status !== 200) throw failureOf(answer)
  return answer.text
}
