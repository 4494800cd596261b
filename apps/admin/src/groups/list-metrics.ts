import type * as contract from '@postern/contract'
import { DEFAULT_METRIC_PAGE_SIZE, type MetricQuery } from '@postern/contract'
import {
  contentSize,
  describeMetrics,
  type FamilyEntry,
  type GroupContent,
  readFamily,
  unpackContent,
} from '@postern/domain'
import { invalidRequest } from '../invalid-request.ts'
import { showMoment } from './show-group.ts'

/** One page of what a group holds. Costs what the families on the page hold. */
export function listMetrics(
  bytes: Uint8Array,
  { family = '', limit = DEFAULT_METRIC_PAGE_SIZE, cursor }: MetricQuery,
): contract.Reply<typeof contract.listMetrics> {
  const content = unpackContent(bytes)
  const entries = content.families
    .filter(({ name }) => name.toLowerCase().includes(family.toLowerCase()))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const { families, end } = collectPage(content, entries, readCursor(cursor), limit)
  const size = contentSize(content)
  return {
    families,
    totalFamilies: entries.length,
    totalSeries: family === '' ? size.series : entries.reduce((sum, { series }) => sum + series, 0),
    ...(end ? { nextCursor: writeCursor(end) } : {}),
  }
}

/** A metric by its family's place in the list, and its own in the family. */
interface Place {
  readonly family: number
  readonly metric: number
}

function collectPage(
  content: GroupContent,
  entries: readonly FamilyEntry[],
  start: Place,
  limit: number,
): { readonly families: contract.MetricFamily[]; readonly end: Place | undefined } {
  const families: contract.MetricFamily[] = []
  let room = limit
  for (let index = start.family; index < entries.length; index++) {
    const entry = entries[index]
    if (!entry) break
    const first = index === start.family ? start.metric : 0
    if (room === 0) return { families, end: { family: index, metric: first } }
    const family = readFamily(content, entry)
    const metrics = describeMetrics(family, first, first + room)
    room -= metrics.length
    families.push(showFamily(entry, family.unit, metrics))
    const next = first + metrics.length
    if (next < family.metrics.length) return { families, end: { family: index, metric: next } }
  }
  return { families, end: undefined }
}

function showFamily(
  { name, type, help, series, pushedAtMicros }: FamilyEntry,
  unit: string | undefined,
  metrics: contract.Metric[],
): contract.MetricFamily {
  return {
    name,
    type,
    help: help ?? null,
    unit: unit ?? null,
    pushedAt: showMoment(pushedAtMicros),
    series,
    metrics,
  }
}

function writeCursor({ family, metric }: Place): string {
  return Buffer.from(`${family}.${metric}`).toString('base64url')
}

function readCursor(cursor: string | undefined): Place {
  if (cursor === undefined) return { family: 0, metric: 0 }
  const [, family, metric] =
    /^(\d{1,9})\.(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (family === undefined) {
    throw invalidRequest('querystring', '/cursor', 'is not one that this server gave out')
  }
  return { family: Number(family), metric: Number(metric) }
}
