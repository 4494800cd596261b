/**
 * The samples of a block of groups, in any format. They are rendered once and kept with the block until one of its
 * groups changes; so they are there already, or it is remembered how to make them of the block as it is now.
 */
import {
  type EscapingScheme,
  escapeFamily,
  type MetricFamily,
  writeTextSamples,
} from '@postern/exposition'
import type { Group, Member } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { Block } from '../view/sorted-blocks.ts'
import { BlockSnapshot } from './block-snapshot.ts'
import type { ExpositionFormat, FamilyHead } from './exposition-format.ts'
import { type OwnFamily, readOwnFamily } from './own-families.ts'
import { copyLines, readHeld } from './read-held.ts'
import type { FamilyPart } from './shown-families.ts'
import { readTenantFamily } from './tenant-family.ts'

type PushedPart = Extract<FamilyPart, { kind: 'pushed' }>
type TenantPart = Extract<FamilyPart, { kind: 'tenant' }>

/** Bytes, or how to make them. */
export type PlannedBytes = Uint8Array | (() => Uint8Array)

export interface Showing {
  readonly format: ExpositionFormat
  readonly scheme: EscapingScheme
  /** A family may be shown under another name or type than it is held. */
  readonly head: FamilyHead
}

export function planPushedBlock(
  block: Block<Member>,
  { family, sampleTime }: PushedPart,
  showing: Showing,
): PlannedBytes {
  const isStamped = sampleTime === 'push'
  const hold = () => {
    const held = block.items.map(({ group, entry }) => ({
      content: group.content,
      entry,
      stampMs: isStamped ? Math.floor(entry.pushedAtMicros / 1_000) : undefined,
    }))
    return {
      lines: () => copyLines(held),
      values: (lines: Uint8Array) => readHeld(family, held, lines),
    }
  }
  const stateOf = (member: Member) => member.entry
  const name = isStamped ? 'stamped' : ''
  return plan(block, { name, type: family.type, stateOf, hold }, showing)
}

export function planOwnBlock(
  block: Block<Group>,
  family: OwnFamily,
  namespace: NamespaceView,
  showing: Showing,
): PlannedBytes {
  const hold = () => {
    const held = block.items.map(({ key, state }) => ({ key, state }))
    const values = () => readOwnFamily(family, namespace, held)
    return { lines: () => encoder.encode(writeTextSamples(values())), values }
  }
  const stateOf = (group: Group) => group.state
  return plan(block, { name: family.name, type: 'gauge', stateOf, hold }, showing)
}

/** Small and ever changing, so it is rendered with every answer. */
export function planTenantFamily({ values, pieces }: TenantPart, showing: Showing): PlannedBytes {
  const { format, scheme } = showing
  return () => {
    const bytes = format.writeSamples(escapeFamily(readTenantFamily(values), scheme))
    return pieces.same(`${values.name} ${scheme}`, bytes)
  }
}

const encoder = new TextEncoder()

interface Source<T> {
  /** Tells apart what is rendered from one block of the same groups: several families, or one with times and without. */
  readonly name: string
  readonly type: FamilyHead['type']
  /** Another value after every change of the item. */
  readonly stateOf: (item: T) => unknown
  /** Takes hold of what the block holds now, to read it later: as text, and from that as values. */
  readonly hold: () => {
    readonly lines: () => Uint8Array
    readonly values: (lines: Uint8Array) => MetricFamily
  }
}

function plan<T>(block: Block<T>, source: Source<T>, showing: Showing): PlannedBytes {
  const linesId = `lines ${source.name}`
  const knownLines = block.rendered.get(linesId)
  const known = knownLines && block.rendered.get(idOf(source, showing, knownLines))
  if (known) return known
  const snapshot = new BlockSnapshot(block, source.stateOf)
  const held = source.hold()
  return () => {
    const lines = snapshot.keep(linesId, held.lines)
    if (showing.format.name === 'text' && isShownAsHeld(source, showing, lines)) return lines
    return snapshot.keep(idOf(source, showing, lines), () => {
      const values = held.values(lines)
      const isAsHeld = isShownAsHeld(source, showing, lines)
      return showing.format.writeSamples(isAsHeld ? values : showAs(showing, values))
    })
  }
}

/** Begins with the format; the samples of equal ids are equal. */
function idOf<T>(source: Source<T>, showing: Showing, lines: Uint8Array): string {
  const { format, scheme, head } = showing
  if (!isShownAsHeld(source, showing, lines)) {
    return `${format.name} ${source.name} ${scheme} ${head.type} ${head.name}`
  }
  return format.name === 'text' ? `lines ${source.name}` : `${format.name} ${source.name}`
}

function isShownAsHeld<T>({ type }: Source<T>, { scheme, head }: Showing, lines: Uint8Array) {
  return head.type === type && (scheme === 'allow-utf-8' || hasPlainNames(lines))
}

const plainness = new WeakMap<Uint8Array, boolean>()

/**
 * Whether every Prometheus can read the names in the lines. Others stand in quotes, behind a brace or a comma; a value
 * that looks so costs time, but changes nothing.
 */
function hasPlainNames(lines: Uint8Array): boolean {
  const known = plainness.get(lines)
  if (known !== undefined) return known
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
  const isPlain = !bytes.includes('{"') && !bytes.includes(',"')
  plainness.set(lines, isPlain)
  return isPlain
}

function showAs({ head: { name, type }, scheme }: Showing, family: MetricFamily): MetricFamily {
  // Only a counter is shown as another type, untyped, and their metrics are of one kind.
  return { ...escapeFamily(family, scheme), name, type } as MetricFamily
}
