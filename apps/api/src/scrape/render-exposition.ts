/** What a scrape of one or more namespaces of a tenant says: families by name, whichever namespace holds them. */
import type { NamespaceView } from '../view/namespace-view.ts'
import { withoutClashes } from './open-metrics-names.ts'
import { type RenderOptions, renderFamily } from './render-family.ts'
import { shownFamilies } from './shown-families.ts'

/** The exposition as pieces in order; a piece that did not change since the last scrape is the very same object. */
export function renderExposition(
  namespaces: readonly NamespaceView[],
  options: RenderOptions,
): Uint8Array[] {
  const { format, scheme } = options
  const held = shownFamilies(namespaces, scheme)
  const families = format.name === 'openmetrics' ? withoutClashes(held) : held
  const pieces = families.flatMap((family) => renderFamily(family, options))
  return format.end === undefined ? pieces : [...pieces, format.end]
}
