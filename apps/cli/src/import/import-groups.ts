import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseDuration } from '@postern/domain'
import { serverUrl } from '../client/client-setting.ts'
import { findGateway, type GatewayOptions } from '../client/find-gateway.ts'
import type { GatewayClient } from '../client/gateway-client.ts'
import type { Context } from '../context.ts'
import { describeError } from '../describe-error.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { ExactMetrics } from './exact-metrics.ts'
import { type GroupToImport, groupToImport } from './group-to-import.ts'
import { type HeldGroup, readHeldGroup } from './held-group.ts'
import { readGroups, readScrape, type Source } from './read-pushgateway.ts'
import { sendGroups } from './send-groups.ts'
import { Tally } from './tally.ts'

export interface ImportOptions extends GatewayOptions {
  readonly from: string
  readonly basic?: string
  readonly namespace?: string
  readonly every?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** The whole of `postern import`: once, or again and again while jobs move. */
export async function importGroups(options: ImportOptions, context: Context): Promise<void> {
  const everyMs = options.every === undefined ? undefined : interval(options.every)
  const source = sourceOf(options)
  const gateway = options.dryRun ? undefined : await findGateway(context.env, options)
  if (everyMs === undefined) {
    const tally = await importOnce(source, gateway, options, context)
    if (tally.refused > 0) context.exitWith(EXIT_FAILURE)
    return
  }
  for (;;) {
    try {
      await importOnce(source, gateway, options, context)
    } catch (error) {
      context.out.complain(`this time it failed: ${describeError(error)}`)
    }
    await sleep(everyMs)
  }
}

function interval(text: string): number {
  const ms = parseDuration(text)
  if (ms !== undefined && ms > 0) return ms
  throw usageFailure(`--every ${text}: expected a duration such as 30s or 5m`)
}

function sourceOf({ from, basic }: ImportOptions): Source {
  const url = serverUrl(from, '--from')
  if (basic === undefined) return { url, headers: {} }
  const at = basic.indexOf(':')
  if (at < 1) throw usageFailure('--basic: expected a name, a colon and the path of a file')
  const login = `${basic.slice(0, at)}:${passwordIn(basic.slice(at + 1))}`
  return { url, headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } }
}

function passwordIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw usageFailure(`cannot read the password in ${path}`, { cause: error })
  }
}

async function importOnce(
  source: Source,
  gateway: GatewayClient | undefined,
  { namespace, json }: ImportOptions,
  { out, status }: Context,
): Promise<Tally> {
  const tally = new Tally()
  const listed = await readGroups(source)
  const scraped = listed.length > 0 ? await readScrape(source) : []
  if (!scraped)
    out.complain('it cannot be scraped in protobuf: metrics are taken from its query API')
  const exact = scraped && new ExactMetrics(scraped)
  const groups = translate(listed, (held) => groupToImport(held, exact, namespace), tally, out)
  if (!gateway) {
    out.print(`${[...groups].length} groups of ${listed.length} would be imported`)
    return tally
  }
  let done = 0
  await sendGroups(gateway, groups, (group, outcome) => {
    tally.count(outcome)
    status(progressBar(++done, listed.length))
    if (outcome.status === 200 || outcome.code === 'import-outdated') return
    status('')
    out.complain(`${nameOf(group)}: ${outcome.detail ?? outcome.status}`)
  })
  status('')
  out.print(json ? JSON.stringify(tally) : tally.words)
  return tally
}

type Out = Context['out']

function* translate(
  listed: readonly unknown[],
  toImport: (held: HeldGroup) => ReturnType<typeof groupToImport>,
  tally: Tally,
  out: Out,
): Generator<GroupToImport> {
  for (const each of listed) {
    const held = readHeldGroup(each)
    if (!held) {
      tally.skipped++
      out.complain('a group was left out: a metric called "labels" hides whose it is')
    } else if (held.pushedAt === 0) {
      // Holds nothing but the time of a failure.
      tally.skipped++
    } else {
      const { group, lost } = toImport(held)
      if (lost.length > 0) out.complain(`${nameOf(group)}: without ${lost.join(', ')}`)
      yield group
    }
  }
}

function nameOf({ labels }: Pick<GroupToImport, 'labels'>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `{${pairs.join(',')}}`
}

const BAR_WIDTH = 30

function progressBar(done: number, all: number): string {
  const filled = Math.round((BAR_WIDTH * done) / all)
  return `[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${done} of ${all} groups`
}
