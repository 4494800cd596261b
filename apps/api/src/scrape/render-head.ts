import type { ExpositionFormat, FamilyHead } from './exposition-format.ts'
import type { ShownFamily } from './shown-families.ts'

interface RenderedHead {
  readonly head: FamilyHead
  readonly samplesLength: number
  readonly bytes: Uint8Array
}

/** By what they are the heads of, then by format. */
const rendered = new WeakMap<object, Map<string, RenderedHead>>()

/** The head of a family in a format; as long as it would say the same, it is the very same piece. */
export function renderHead(
  head: ShownFamily,
  samplesLength: number,
  format: ExpositionFormat,
): Uint8Array {
  const { family } = head.parts[0]
  const byFormat = rendered.get(family) ?? new Map<string, RenderedHead>()
  rendered.set(family, byFormat)
  const last = byFormat.get(format.name)
  if (last && last.samplesLength === samplesLength && isSame(last.head, head)) return last.bytes
  const bytes = format.writeHead(head, samplesLength)
  const { name, type, help } = head
  byFormat.set(format.name, { head: { name, type, help }, samplesLength, bytes })
  return bytes
}

function isSame(a: FamilyHead, b: FamilyHead): boolean {
  return a.name === b.name && a.type === b.type && a.help === b.help
}
