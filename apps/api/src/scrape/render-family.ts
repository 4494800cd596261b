/** A family of a scrape as pieces of bytes; what did not change since is the very same piece. */
import type { EscapingScheme } from '@postern/exposition'
import type { ExpositionFormat, FamilyHead } from './exposition-format.ts'
import { renderOwnBlock, renderPushedBlock } from './render-block.ts'
import type { FamilyPart, ShownFamily } from './shown-families.ts'

export interface RenderOptions {
  readonly format: ExpositionFormat
  readonly scheme: EscapingScheme
}

export function renderFamily(family: ShownFamily, options: RenderOptions): Uint8Array[] {
  const { format } = options
  const samples = family.parts.flatMap((part) => renderPart(part, family, options))
  const end = format.familyEnd === undefined ? [] : [format.familyEnd]
  return [renderHead(family, samples, format), ...samples, ...end]
}

function renderPart(part: FamilyPart, shown: ShownFamily, options: RenderOptions): Uint8Array[] {
  if (part.kind === 'pushed') {
    const { blocks } = part.family.members
    return blocks.map((block) => renderPushedBlock(block, part.family, shown, options))
  }
  const { family, namespace } = part
  return namespace.groups.blocks.map((block) => renderOwnBlock(block, family, namespace, options))
}

interface RenderedHead {
  readonly head: FamilyHead
  readonly samplesLength: number
  readonly bytes: Uint8Array
}

/** By what they are the heads of, then by format. */
const heads = new WeakMap<object, Map<string, RenderedHead>>()

function renderHead(
  head: ShownFamily,
  samples: readonly Uint8Array[],
  format: ExpositionFormat,
): Uint8Array {
  const { family } = head.parts[0]
  const samplesLength = samples.reduce((sum, piece) => sum + piece.length, 0)
  const byFormat = heads.get(family) ?? new Map<string, RenderedHead>()
  heads.set(family, byFormat)
  const last = byFormat.get(format.name)
  if (last && last.samplesLength === samplesLength && isSameHead(last.head, head)) return last.bytes
  const bytes = format.writeHead(head, samplesLength)
  byFormat.set(format.name, { head, samplesLength, bytes })
  return bytes
}

function isSameHead(a: FamilyHead, b: FamilyHead): boolean {
  return a.name === b.name && a.type === b.type && a.help === b.help
}
