/**
 * What a scrape of one or more namespaces of a tenant says: families by name, whichever namespace holds them. First it is
 * planned, on the view as it is at one moment; then what is not there yet is rendered, while the view may move on.
 */

import { inSlices } from '../in-slices.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { ExpositionFormat } from './exposition-format.ts'
import type { LastPieces } from './last-pieces.ts'
import { withoutClashes } from './open-metrics-names.ts'
import { type PlannedFamily, type PlanOptions, planFamily } from './plan-family.ts'
import { renderHead } from './render-head.ts'
import { type ShownFamily, shownFamilies } from './shown-families.ts'
import type { TenantFamily } from './tenant-family.ts'

export interface ExpositionPlan {
  readonly families: readonly PlannedFamily[]
  readonly format: ExpositionFormat
}

/** What an exposition says of the tenant itself, and what was rendered of that last. */
export interface OfTenant {
  readonly families: readonly TenantFamily[]
  readonly pieces: LastPieces
}

export function planExposition(
  namespaces: readonly NamespaceView[],
  ofTenant: OfTenant,
  options: PlanOptions,
): ExpositionPlan {
  const { format, scheme } = options
  const held = shownFamilies(namespaces, scheme, showTenant(ofTenant))
  const families = format.name === 'openmetrics' ? withoutClashes(held) : held
  return { families: families.map((family) => planFamily(family, options)), format }
}

function showTenant({ families, pieces }: OfTenant): ShownFamily[] {
  return families.map((values) => {
    const { name, help } = values
    const family = pieces.familyOf(name)
    return { name, type: 'gauge', help, parts: [{ kind: 'tenant', family, values, pieces }] }
  })
}

/** The exposition as pieces in order; a piece that did not change since the last scrape is the very same object. */
export async function renderPlan({ families, format }: ExpositionPlan): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = []
  await inSlices(renderSteps(families, format, pieces))
  if (format.end !== undefined) pieces.push(format.end)
  return pieces
}

function* renderSteps(
  families: readonly PlannedFamily[],
  format: ExpositionFormat,
  pieces: Uint8Array[],
): Generator<void> {
  for (const { head, samples } of families) {
    // What the head is depends on the samples, although it stands before them.
    const headAt = pieces.push(NOTHING) - 1
    let length = 0
    for (const planned of samples) {
      const bytes = typeof planned === 'function' ? planned() : planned
      length += bytes.length
      pieces.push(bytes)
      yield
    }
    pieces[headAt] = renderHead(head, length, format)
    if (format.familyEnd !== undefined) pieces.push(format.familyEnd)
  }
}

const NOTHING = new Uint8Array()
