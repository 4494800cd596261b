/** A namespace in text format 0.0.4, as pieces of ready bytes. */
import {
  linesOf,
  overridingLabels,
  PUSH_FAILURE_TIME,
  PUSH_FAILURE_TIME_HELP,
  PUSH_TIME,
  PUSH_TIME_HELP,
  withInstance,
} from '@postern/domain'
import { formatFloat, formatLabels, writeTextHeader } from '@postern/exposition'
import type { FamilyView } from '../view/family-view.ts'
import type { Group, Member } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { Block, SortedBlocks } from '../view/sorted-blocks.ts'

const encoder = new TextEncoder()

const headers = new WeakMap<
  object,
  { readonly help: string | undefined; readonly bytes: Uint8Array }
>()

/** HELP and TYPE of a family; the very same piece as long as the HELP does not change. */
export function renderHeader(
  family: Pick<FamilyView, 'name' | 'type'>,
  help: string | undefined,
): Uint8Array {
  const known = headers.get(family)
  if (known && known.help === help) return known.bytes
  const bytes = encoder.encode(writeTextHeader(family.name, family.type, help))
  headers.set(family, { help, bytes })
  return bytes
}

/** The sample lines of a family, a piece a block; a block that did not change since gives the very same piece. */
export function renderFamily(family: FamilyView): Uint8Array[] {
  return renderBlocks(family.members, 'lines', copyLines)
}

function copyLines(block: Block<Member>): Uint8Array {
  const length = block.items.reduce((sum, { entry }) => sum + entry.end - entry.start, 0)
  const lines = new Uint8Array(length)
  let at = 0
  for (const { group, entry } of block.items) {
    const part = linesOf(group.content, entry)
    lines.set(part, at)
    at += part.length
  }
  return lines
}

/** A family that the gateway adds to every group. */
export interface OwnFamily {
  readonly name: string
  readonly type: 'gauge'
  readonly help: string
  readonly valueOf: (group: Group) => number
}

export const ownFamilies: readonly OwnFamily[] = [
  {
    name: PUSH_FAILURE_TIME,
    type: 'gauge',
    help: PUSH_FAILURE_TIME_HELP,
    valueOf: (group) => (group.failedAtMicros ?? 0) / 1e6,
  },
  {
    name: PUSH_TIME,
    type: 'gauge',
    help: PUSH_TIME_HELP,
    valueOf: (group) => (group.pushedAtMicros ?? 0) / 1e6,
  },
]

/** The lines of an own family for all groups of a namespace. */
export function renderOwnFamily(namespace: NamespaceView, family: OwnFamily): Uint8Array[] {
  return renderBlocks(namespace.groups, family.name, (block) => {
    const lines = block.items.map((group) => ownLine(namespace, group, family))
    return encoder.encode(lines.join(''))
  })
}

function ownLine(namespace: NamespaceView, group: Group, family: OwnFamily): string {
  const labels = withInstance(
    overridingLabels({ groupingKey: group.key, namespaceLabel: namespace.label }),
  )
  return `${family.name}{${formatLabels(labels)}} ${formatFloat(family.valueOf(group))}\n`
}

function renderBlocks<T>(
  list: SortedBlocks<T>,
  format: string,
  render: (block: Block<T>) => Uint8Array,
): Uint8Array[] {
  return list.blocks.map((block) => {
    const known = block.rendered.get(format)
    if (known) return known
    const bytes = render(block)
    block.rendered.set(format, bytes)
    return bytes
  })
}
