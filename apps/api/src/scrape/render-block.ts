/** The samples of a block of groups in any format, rendered once and kept with the block until one of them changes. */
import {
  type EscapingScheme,
  escapeFamily,
  type MetricFamily,
  writeTextSamples,
} from '@postern/exposition'
import type { FamilyView } from '../view/family-view.ts'
import type { Group, Member } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { Block } from '../view/sorted-blocks.ts'
import type { ExpositionFormat, FamilyHead } from './exposition-format.ts'
import { type OwnFamily, readOwnFamily } from './own-families.ts'
import { copyLines, readMembers } from './read-members.ts'

export interface BlockOptions {
  readonly format: ExpositionFormat
  readonly scheme: EscapingScheme
}

/** The samples of a pushed family, which a scrape may show under another name or type than it is held. */
export function renderPushedBlock(
  block: Block<Member>,
  family: FamilyView,
  shown: FamilyHead,
  { format, scheme }: BlockOptions,
): Uint8Array {
  const lines = keep(block, 'lines', () => copyLines(block.items))
  const read = () => readMembers(family, block.items, lines)
  if (shown.type === family.type && isForAll(lines, scheme)) {
    if (format.name === 'text') return lines
    return keep(block, format.name, () => format.writeSamples(read()))
  }
  return keep(block, `${format.name} ${scheme} ${shown.type} ${shown.name}`, () =>
    format.writeSamples(showAs(shown, escapeFamily(read(), scheme))),
  )
}

/** What the gateway itself says of the groups. */
export function renderOwnBlock(
  block: Block<Group>,
  family: OwnFamily,
  namespace: NamespaceView,
  { format, scheme }: BlockOptions,
): Uint8Array {
  const read = () => readOwnFamily(family, namespace, block.items)
  const lines = keep(block, `${family.name} lines`, () => encoder.encode(writeTextSamples(read())))
  if (isForAll(lines, scheme)) {
    if (format.name === 'text') return lines
    return keep(block, `${family.name} ${format.name}`, () => format.writeSamples(read()))
  }
  return keep(block, `${family.name} ${format.name} ${scheme}`, () =>
    format.writeSamples(escapeFamily(read(), scheme)),
  )
}

const encoder = new TextEncoder()

function keep<T>(block: Block<T>, id: string, render: () => Uint8Array): Uint8Array {
  const known = block.rendered.get(id)
  if (known) return known
  const bytes = render()
  block.rendered.set(id, bytes)
  return bytes
}

const plainLines = new WeakMap<Uint8Array, boolean>()

/**
 * Whether the names in the lines are shown as they are to whoever asks for `scheme`. The lines can tell: a name that
 * has to be escaped stands in quotes, behind a brace or a comma. A value that looks so costs time, but changes nothing.
 */
function isForAll(lines: Uint8Array, scheme: EscapingScheme): boolean {
  if (scheme === 'allow-utf-8') return true
  const known = plainLines.get(lines)
  if (known !== undefined) return known
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
  const isPlain = !bytes.includes('{"') && !bytes.includes(',"')
  plainLines.set(lines, isPlain)
  return isPlain
}

function showAs({ name, type }: FamilyHead, family: MetricFamily): MetricFamily {
  // A counter may be shown as untyped; their metrics are of one kind.
  return { ...family, name, type } as MetricFamily
}
