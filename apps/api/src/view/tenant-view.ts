import {
  DEFAULT_NAMESPACE,
  defaultOptions,
  emptyContent,
  type GroupContent,
  groupingKeyId,
  keepLastOf,
  showsExpiryIn,
  systemRetention,
  unpackContent,
} from '@postern/domain'
import type { ChangedGroup } from '@postern/store'
import { noSettings, type TenantSettings } from '../lane/tenant-settings.ts'
import { ChecksView } from './checks-view.ts'
import { stateFromRow } from './group.ts'
import { Held } from './held.ts'
import { KeyTurns } from './key-turns.ts'
import { NamespaceView } from './namespace-view.ts'
import type { ReservedValues } from './reserved-values.ts'

/** This replica's picture of all that one tenant holds, as of one version of its head and one moment. */
export class TenantView {
  readonly #namespaces = new Map<string, NamespaceView>()
  /** The head's version that the view shows; 0 for a tenant without groups, and for a view that was not read yet. */
  version = 0
  #settings: TenantSettings
  /** The label that carries the namespace in a scrape. */
  readonly namespaceLabel: string
  readonly held = new Held()
  readonly checks = new ChecksView()
  #keyTurns = new KeyTurns([])
  #nowMicros = 0
  #turnedAtMicros = 0

  constructor(
    namespaceLabel: string,
    settings: TenantSettings = noSettings({ retention: systemRetention }),
  ) {
    this.namespaceLabel = namespaceLabel
    this.#settings = settings
  }

  get settings(): TenantSettings {
    return this.#settings
  }

  set settings(settings: TenantSettings) {
    this.#settings = settings
    this.checks.configure(settings.checks)
    this.#keyTurns = new KeyTurns(settings.expiringKeys)
    for (const namespace of this.namespaces) this.#configure(namespace)
  }

  #configure(namespace: NamespaceView): void {
    const { namespaces, retention } = this.#settings
    namespace.options = namespaces.get(namespace.name) ?? defaultOptions
    namespace.reserved = reservedIn(namespace.name, namespaces, this.namespaceLabel)
    namespace.showsExpiry = showsExpiryIn(retention, namespace.name)
    namespace.keepLast = (job) => keepLastOf(retention, { namespace: namespace.name, job })
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.namespaces.reduce((sum, namespace) => sum + namespace.bytes, this.checks.bytes)
  }

  get namespaces(): readonly NamespaceView[] {
    return [...this.#namespaces.values()]
  }

  /** The moment that the view shows, in microseconds since 1970. */
  get nowMicros(): number {
    return this.#nowMicros
  }

  get nowMs(): number {
    return Math.floor(this.#nowMicros / 1_000)
  }

  /** The last moment at which something of it changed by time alone. */
  get turnedAtMicros(): number {
    return this.#turnedAtMicros
  }

  /** Two views of equal revision show the same, on whatever replicas. */
  get revision(): string {
    const { version, turnedAtMicros } = this
    return turnedAtMicros === 0 ? String(version) : `${version}-${turnedAtMicros}`
  }

  namespace(name: string): NamespaceView {
    const known = this.#namespaces.get(name)
    if (known) return known
    const namespace = new NamespaceView(
      name,
      namespaceLabelFor(name, this.namespaceLabel),
      this.held,
    )
    this.#configure(namespace)
    this.#namespaces.set(name, namespace)
    return namespace
  }

  /**
   * Lets time go on to that moment: what has ended by then is gone. Never goes back. After so many groups that are gone
   * it rests, and returns true when it has to be called again.
   */
  advance(nowMicros: number, atMost = Number.POSITIVE_INFINITY): boolean {
    this.#nowMicros = Math.max(this.#nowMicros, nowMicros)
    let left = atMost
    for (const namespace of this.#namespaces.values()) {
      for (; left > 0; left--) {
        const endedAt = namespace.endNext(this.#nowMicros)
        if (endedAt === undefined) break
        this.#turn(endedAt)
      }
    }
    return left === 0
  }

  /** Lets checks and keys see that moment, once all is known of them that was committed before it. */
  advanceTenant(): void {
    this.#turn(this.checks.advance(this.nowMs) * 1_000)
    this.#turn(this.#keyTurns.advance(this.nowMs) * 1_000)
  }

  #turn(atMicros: number): void {
    this.#turnedAtMicros = Math.max(this.#turnedAtMicros, atMicros)
  }

  /**
   * Takes over groups that this view knows nothing of yet, as when it is read from the beginning. A group that has ended
   * is not one of them, whether it was swept or not; but that it was there counts: another view may have seen it go.
   */
  load(change: ChangedGroup): void {
    const namespace = this.namespace(change.namespace)
    const content = this.#contentLeft(change)
    if (content) namespace.set(change.groupingKey, stateFromRow(change, content))
    else {
      const id = groupingKeyId(change.groupingKey)
      namespace.delete(id)
      if (change.expiry) namespace.noteEnded(id, change.pushedAtMicros)
      this.#turn(change.expiry?.atMicros ?? 0)
    }
    this.version = Math.max(this.version, change.version)
  }

  /** What is held of the group from then on; `undefined` for one that is gone or has ended. */
  #contentLeft({
    namespace,
    groupingKey,
    content,
    expiry,
  }: ChangedGroup): GroupContent | undefined {
    if (content === undefined || (expiry && expiry.atMicros <= this.#nowMicros)) return undefined
    if (content !== 'unchanged') return unpackContent(content)
    const known = this.namespace(namespace).find(groupingKeyId(groupingKey))
    if (!known) throw new Error('the end of a group moved that this view does not hold')
    return known.content
  }

  /** Of what was committed since this view was read, takes over other ends of groups that it holds. */
  applyEnds(changes: readonly ChangedGroup[]): void {
    for (const change of changes) if (isOfEnd(change)) this.load(change)
  }

  /** Takes over the rest, in whatever order it comes. What has ended before must be gone: it may have made way. */
  applyContents(changes: readonly ChangedGroup[]): void {
    const others = changes.filter((change) => !isOfEnd(change))
    for (const change of others) {
      const left = this.#contentLeft(change) ?? emptyContent
      this.namespace(change.namespace).withdraw(change.groupingKey, left)
    }
    for (const change of others) this.load(change)
  }
}

function isOfEnd({ content }: ChangedGroup): boolean {
  return content === 'unchanged'
}

/** What pushes to `default` may not carry; for a tenant that has nothing else, nothing. */
function reservedIn(
  name: string,
  namespaces: ReadonlyMap<string, unknown>,
  label: string,
): ReservedValues | undefined {
  if (name !== DEFAULT_NAMESPACE || namespaces.size <= 1) return undefined
  const values = new Set(namespaces.keys())
  values.delete(DEFAULT_NAMESPACE)
  return { label, values }
}

/** The label that a scrape shows for a namespace; `default` shows none. */
export function namespaceLabelFor(
  namespace: string,
  label: string,
): readonly [name: string, value: string] | undefined {
  return namespace === DEFAULT_NAMESPACE ? undefined : [label, namespace]
}
