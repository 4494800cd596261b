import { DEFAULT_NAMESPACE, emptyContent, groupingKeyId, unpackContent } from '@postern/domain'
import type { ChangedGroup } from '@postern/store'
import { stateFromRow } from './group.ts'
import { Held } from './held.ts'
import { NamespaceView } from './namespace-view.ts'

/** This replica's picture of all that one tenant holds, as of one version of its head. */
export class TenantView {
  readonly #namespaces = new Map<string, NamespaceView>()
  /** The head's version that the view shows; 0 for a tenant without groups, and for a view that was not read yet. */
  version = 0
  /** The label that carries the namespace in a scrape. */
  readonly #namespaceLabel: string
  readonly held = new Held()

  constructor(namespaceLabel: string) {
    this.#namespaceLabel = namespaceLabel
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.namespaces.reduce((sum, namespace) => sum + namespace.bytes, 0)
  }

  get namespaces(): readonly NamespaceView[] {
    return [...this.#namespaces.values()]
  }

  namespace(name: string): NamespaceView {
    const known = this.#namespaces.get(name)
    if (known) return known
    const namespace = new NamespaceView(
      name,
      namespaceLabelFor(name, this.#namespaceLabel),
      this.held,
    )
    this.#namespaces.set(name, namespace)
    return namespace
  }

  /** Takes over groups that this view knows nothing of yet, as when it is read from the beginning. */
  load(change: ChangedGroup): void {
    const { content } = change
    const namespace = this.namespace(change.namespace)
    if (content) namespace.set(change.groupingKey, stateFromRow({ ...change, content }))
    else namespace.delete(groupingKeyId(change.groupingKey))
    this.version = Math.max(this.version, change.version)
  }

  /** Takes over what other replicas committed since this view was read, in whatever order it comes. */
  apply(changes: readonly ChangedGroup[]): void {
    for (const { namespace, groupingKey, content } of changes) {
      const left = content ? unpackContent(content) : emptyContent
      this.namespace(namespace).withdraw(groupingKey, left)
    }
    for (const change of changes) this.load(change)
  }
}

/** The label that a scrape shows for a namespace; `default` shows none. */
export function namespaceLabelFor(
  namespace: string,
  label: string,
): readonly [name: string, value: string] | undefined {
  return namespace === DEFAULT_NAMESPACE ? undefined : [label, namespace]
}
