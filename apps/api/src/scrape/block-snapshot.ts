import type { Block } from '../view/sorted-blocks.ts'

/** Remembers what a block was made of, so that what is rendered from it later is kept with it only if it still is so. */
export class BlockSnapshot<T> {
  readonly #block: Block<T>
  readonly #items: readonly T[]
  readonly #stateOf: (item: T) => unknown
  readonly #states: readonly unknown[]

  /** `stateOf` an item is another value after every change of the item. */
  constructor(block: Block<T>, stateOf: (item: T) => unknown) {
    this.#block = block
    this.#items = [...block.items]
    this.#stateOf = stateOf
    this.#states = this.#items.map(stateOf)
  }

  /** What is kept under `id`, or else what `render` makes of the remembered items. */
  keep(id: string, render: () => Uint8Array): Uint8Array {
    if (!this.#isCurrent()) return render()
    const { rendered } = this.#block
    const known = rendered.get(id)
    if (known) return known
    const bytes = render()
    rendered.set(id, bytes)
    return bytes
  }

  #isCurrent(): boolean {
    const { items } = this.#block
    return (
      items.length === this.#items.length &&
      items.every(
        (item, index) => item === this.#items[index] && this.#stateOf(item) === this.#states[index],
      )
    )
  }
}
