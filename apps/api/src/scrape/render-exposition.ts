/** What a scrape of one or more namespaces of a tenant says: families by name, whichever namespace holds them. */
import { compareBytes } from '@postern/exposition'
import type { FamilyView } from '../view/family-view.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import {
  type OwnFamily,
  ownFamilies,
  renderFamily,
  renderHeader,
  renderOwnFamily,
} from './render-text.ts'

/** The exposition as pieces in order; a piece that did not change since the last scrape is the very same object. */
export function renderExposition(namespaces: readonly NamespaceView[]): Uint8Array[] {
  const own = new Map(ownFamilies.map((family) => [family.name, family]))
  return familyNames(namespaces).flatMap((name) => {
    const ownFamily = own.get(name)
    return ownFamily ? renderOwn(namespaces, ownFamily) : renderPushed(namespaces, name)
  })
}

function familyNames(namespaces: readonly NamespaceView[]): string[] {
  const names = new Set(ownFamilies.map(({ name }) => name))
  for (const namespace of namespaces) for (const name of namespace.familyNames) names.add(name)
  return [...names].sort(compareBytes)
}

function renderOwn(namespaces: readonly NamespaceView[], family: OwnFamily): Uint8Array[] {
  const lines = namespaces.flatMap((namespace) => renderOwnFamily(namespace, family))
  return [renderHeader(family, family.help), ...lines]
}

/**
 * Namespaces may disagree on a type, since a push is checked against its own alone; a scrape may not. The first one
 * that has the family decides, and families of another type are left out rather than break the scrape of all.
 */
function renderPushed(namespaces: readonly NamespaceView[], name: string): Uint8Array[] {
  const [first, ...others] = namespaces.flatMap(({ families }) => families.get(name) ?? [])
  if (!first || isShadowed(namespaces, first)) return []
  const agreeing = others.filter((family) => family.type === first.type)
  const help = [first, ...agreeing].find((family) => family.help !== undefined)?.help
  return [renderHeader(first, help), ...[first, ...agreeing].flatMap(renderFamily)]
}

/** A histogram `m` of one namespace writes `m_sum`; another namespace's family of that very name has to give way. */
function isShadowed(namespaces: readonly NamespaceView[], { name }: FamilyView): boolean {
  const suffix = /_(?:sum|count|bucket)$/.exec(name)?.[0]
  if (namespaces.length === 1 || suffix === undefined) return false
  const base = name.slice(0, -suffix.length)
  return namespaces.some(({ families }) => {
    const type = families.get(base)?.type
    return (
      type === 'histogram' ||
      type === 'gauge_histogram' ||
      (type === 'summary' && suffix !== '_bucket')
    )
  })
}
