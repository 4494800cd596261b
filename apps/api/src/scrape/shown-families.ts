/** Which families a scrape of some namespaces shows, and as what, so that it is always a valid exposition. */
import type { SampleTime } from '@postern/domain'
import {
  compareBytes,
  type EscapingScheme,
  escapeMetricName,
  isLegacyMetricName,
  type MetricType,
} from '@postern/exposition'
import type { FamilyView } from '../view/family-view.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { FamilyHead } from './exposition-format.ts'
import type { LastPieces } from './last-pieces.ts'
import { type OwnFamily, ownFamilies } from './own-families.ts'
import type { TenantFamily } from './tenant-family.ts'

/** What one namespace has of a family, or the tenant itself. */
export type FamilyPart =
  | {
      readonly kind: 'pushed'
      readonly family: FamilyView
      /** Which time the samples have. */
      readonly sampleTime: SampleTime
    }
  | { readonly kind: 'own'; readonly family: OwnFamily; readonly namespace: NamespaceView }
  | {
      readonly kind: 'tenant'
      /** Stands for the family from one answer to the next. */
      readonly family: object
      readonly values: TenantFamily
      readonly pieces: LastPieces
    }

/** A family as a scrape shows it: perhaps under another name, or as another type, than it is held. */
export interface ShownFamily extends FamilyHead {
  readonly parts: readonly [FamilyPart, ...FamilyPart[]]
}

/** In the order of a scrape. */
export function shownFamilies(
  namespaces: readonly NamespaceView[],
  scheme: EscapingScheme,
  ofTenant: readonly ShownFamily[] = [],
): ShownFamily[] {
  const held = heldFamilies(namespaces, ofTenant)
  const isPlain = (family: ShownFamily) =>
    scheme === 'allow-utf-8' || isLegacyMetricName(family.name)
  const shown = new Map<string, ShownFamily>()
  for (const family of held) if (isPlain(family)) addUnlessClashing(shown, family)
  if (shown.size === held.length) return [...shown.values()]
  for (const family of held) {
    if (isPlain(family)) continue
    // Names that become one in the wanted scheme are encoded instead, which keeps them apart.
    const isAdded = addUnlessClashing(shown, rename(family, scheme))
    if (!isAdded) addUnlessClashing(shown, rename(family, 'values'))
  }
  return [...shown.values()].sort((a, b) => compareBytes(a.name, b.name))
}

function rename(family: ShownFamily, scheme: EscapingScheme): ShownFamily {
  return { ...family, name: escapeMetricName(family.name, scheme) }
}

/** What the gateway says goes before what was pushed under its name, by a release that took it. */
function heldFamilies(
  namespaces: readonly NamespaceView[],
  ofTenant: readonly ShownFamily[],
): ShownFamily[] {
  const own = new Map(ownFamilies.map((family) => [family.name, family]))
  const tenants = new Map(ofTenant.map((family) => [family.name, family]))
  return familyNames(namespaces, [...own.keys(), ...tenants.keys()]).flatMap((name) => {
    const ownFamily = own.get(name)
    const shown = ownFamily ? showOwn(namespaces, ownFamily) : tenants.get(name)
    return shown ?? showPushed(namespaces, name) ?? []
  })
}

function familyNames(namespaces: readonly NamespaceView[], own: readonly string[]): string[] {
  const names = new Set(own)
  for (const namespace of namespaces) for (const name of namespace.familyNames) names.add(name)
  return [...names].sort(compareBytes)
}

function showOwn(namespaces: readonly NamespaceView[], family: OwnFamily): ShownFamily | undefined {
  const [first, ...others] = namespaces
    .filter(family.isShownIn)
    .map((namespace) => ({ kind: 'own', family, namespace }) as const)
  return first && { name: family.name, type: 'gauge', help: family.help, parts: [first, ...others] }
}

/**
 * Namespaces may disagree on a type, since a push is checked against its own alone; a scrape may not. The first one
 * that has the family decides, and families of another type are left out rather than break the scrape of all.
 */
function showPushed(namespaces: readonly NamespaceView[], name: string): ShownFamily | undefined {
  const [first, ...others] = namespaces.flatMap(({ families, options: { sampleTime } }) => {
    const family = families.get(name)
    return family ? [{ kind: 'pushed', family, sampleTime } as const] : []
  })
  if (!first) return undefined
  const { type } = first.family
  const agreeing = others.filter(({ family }) => family.type === type)
  const help = [first, ...agreeing].find(({ family }) => family.help !== undefined)?.family.help
  return { name, type, help, parts: [first, ...agreeing] }
}

/** What stands behind the name of a family in the names of its samples. */
const SUFFIXES: Partial<Record<MetricType, readonly string[]>> = {
  summary: ['_sum', '_count'],
  histogram: ['_sum', '_count', '_bucket'],
  gauge_histogram: ['_sum', '_count', '_bucket'],
}

const SUFFIX = /_(?:sum|count|bucket)$/

/**
 * A histogram `m` of one namespace is written as `m_sum` and the like; a family of that very name, which another
 * namespace may have, gives way to what is shown already.
 */
function addUnlessClashing(shown: Map<string, ShownFamily>, family: ShownFamily): boolean {
  const { name, type } = family
  if (shown.has(name)) return false
  if (SUFFIXES[type]?.some((suffix) => shown.has(name + suffix))) return false
  const suffix = SUFFIX.exec(name)?.[0]
  const base = suffix === undefined ? undefined : shown.get(name.slice(0, -suffix.length))
  if (suffix !== undefined && base && SUFFIXES[base.type]?.includes(suffix)) return false
  shown.set(name, family)
  return true
}
